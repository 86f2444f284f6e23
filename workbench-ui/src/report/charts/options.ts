/** The three charts: what they draw, and the sentence that each says. */

import type { EChartsOption } from './echarts'
import { CAUSE_COLOURS } from '../../shared/colours'
import { inText, withUnit } from '../../shared/numbers'
import { say, type Language, type Words } from '../../shared/words'
import type { Indicator, ReportData } from '../data'
import type { Lookup } from '../lookup'
import { TEXTS } from '../texts'

export interface Chart {
  title: string
  unit: string
  rows: number
  option: EChartsOption
}

export interface Ink { text: string; muted: string; line: string; accent: string; paper: string; font: string }

const SHOWN = 14
const MIN_LABEL_SHARE = 0.12
/** From here on a bar holds its own label. */
const WIDE_SHARE = 0.2

/** Share of people reached, service by service, against the standard. */
export function coverageChart(lookup: Lookup, language: Language, ink: Ink): Chart | null {
  const measured = lookup.leading
    .filter((one) => one.standard && one.unit.startsWith('share') && one.threshold !== null)
    .map((one) => ({ one, name: lookup.serviceName(one), value: lookup.whole(one.code)?.value ?? null }))
    .filter((row): row is { one: Indicator; name: Words; value: number } => row.value !== null)
    .sort((a, b) => a.value - b.value)
  if (!measured.length) return null
  const half = measured.filter(({ value }) => value < 0.5).length
  const first = measured[0]!
  const title: Words = half
    ? [`${half} of ${measured.length} services reach fewer than half of those they are for`, `${measured.length}项服务中有${half}项覆盖不到一半服务对象`]
    : [`The service that reaches fewest is ${first.name[0]}: ${withUnit(first.value, 'share', 'en')}`, `覆盖最低的是${first.name[1]}：${withUnit(first.value, 'share', 'zh')}`]
  const rows = measured.slice(0, SHOWN).reverse()
  const goals = new Set(rows.map(({ one }) => one.threshold))
  const goal = goals.size === 1 ? `${language === 'zh' ? '；' : '; '}${say(TEXTS.standard, language)} ${withUnit(rows[0]!.one.threshold, 'share', language)}` : ''
  const told = (place: number) => withUnit(rows[place]!.value, 'share', language)
  const isWide = (place: number) => rows[place]!.value >= WIDE_SHARE
  return {
    title: say(title, language),
    unit: say(TEXTS.shareOfThose, language) + goal,
    rows: rows.length,
    option: {
      ...frame(rows.map(({ one, name }) => say(name, language) + (one.verified ? '' : ' †')), ink),
      series: [
        {
          type: 'bar', stack: 'reach', data: rows.map(({ value }) => value), itemStyle: { color: ink.accent }, barWidth: '62%',
          label: { show: true, position: 'insideRight', color: ink.paper, formatter: ({ dataIndex }) => (isWide(dataIndex) ? told(dataIndex) : '') },
        },
        {
          type: 'bar', stack: 'reach', data: rows.map(({ one, value }) => Math.max(one.threshold! - value, 0)), barWidth: '62%',
          itemStyle: { color: 'transparent', borderColor: ink.line, borderWidth: 1, borderType: 'dashed' },
          label: { show: true, position: 'insideLeft', color: ink.text, formatter: ({ dataIndex }) => (isWide(dataIndex) ? '' : told(dataIndex)) },
        },
      ],
    },
  }
}

/** People without a service by cause, for the services that most people lack. */
export function causeChart(data: ReportData, language: Language, ink: Ink): Chart | null {
  const causes = Object.keys(data.causes)
  const services = Object.entries(data.gaps.services).filter(([, { counts }]) => counts === 'people').map(([code, gaps]) => {
    const sums = causes.map(() => 0)
    gaps.people.forEach((people, row) => (sums[gaps.cause[row]!]! += people))
    return { code, sums, all: sums.reduce((a, b) => a + b, 0) }
  })
  const all = services.reduce((sum, { all: one }) => sum + one, 0)
  if (!all) return null
  const rows = services.sort((a, b) => b.all - a.all).slice(0, SHOWN).reverse()
  const byCause = causes.map((cause, place) => ({ cause, sum: services.reduce((sum, { sums }) => sum + sums[place]!, 0) }))
  const main = byCause.reduce((a, b) => (b.sum > a.sum ? b : a))
  const words = data.causes[main.cause]!
  const share = withUnit(main.sum / all, 'share', language)
  const name = (code: string) => say(data.standards.find((one) => one.code === code)?.name ?? [code, code], language)
  const top = rows.at(-1)!.all
  return {
    title: say([`Of all gaps, ${share} have one cause: ${words[0]}`, `全部缺口中${share}源于：${words[1]}`], language),
    unit: say(TEXTS.peopleWithout, language),
    rows: rows.length + 1,
    option: {
      ...frame(rows.map(({ code }) => name(code)), ink, { legend: causes.filter((_, place) => byCause[place]!.sum > 0).map((cause) => say(data.causes[cause]!, language)) }),
      series: causes.map((cause, place) => ({
        type: 'bar', stack: 'cause', name: say(data.causes[cause]!, language), barWidth: '62%',
        data: rows.map(({ sums }) => sums[place]!),
        itemStyle: { color: CAUSE_COLOURS[cause], borderColor: ink.paper, borderWidth: 1 },
        label: { show: true, color: '#fff', formatter: ({ dataIndex }) => (rows[dataIndex]!.sums[place]! > MIN_LABEL_SHARE * top ? inText(rows[dataIndex]!.sums[place]!, 'people', language) : '') },
      })),
    },
  }
}

/** Services that a resident lacks, area by area. */
export function rankingChart(data: ReportData, lookup: Lookup, level: string, language: Language, ink: Ink): Chart | null {
  const ranked = data.ranking
    .filter((one) => one.level === level && one.gaps_per_person !== null)
    .sort((a, b) => b.gaps_per_person! - a.gaps_per_person!)
  if (ranked.length < 2) return null
  const name = (ref: string): Words => lookup.area(ref)?.name ?? [ref, ref]
  const [worst, best] = [ranked[0]!, ranked.at(-1)!]
  const rows = ranked.slice(0, SHOWN + 6).reverse()
  const [high, low] = [inText(worst.gaps_per_person, 'services', language), inText(best.gaps_per_person, 'services', language)]
  return {
    title: say([`${name(worst.area)[0]} falls shortest: a resident lacks ${high} services, in ${name(best.area)[0]} ${low}`, `${name(worst.area)[1]}短板最多：人均缺${high}项服务，${name(best.area)[1]}缺${low}项`], language),
    unit: say(TEXTS.lacked, language),
    rows: rows.length,
    option: {
      ...frame(rows.map(({ area }) => say(name(area), language)), ink),
      series: [{
        type: 'bar', barWidth: '62%', itemStyle: { color: ink.accent },
        data: rows.map((one) => one.gaps_per_person!),
        label: { show: true, position: 'right', color: ink.text, formatter: ({ dataIndex }) => inText(rows[dataIndex]!.gaps_per_person, 'services', language) },
      }],
    },
  }
}

/** Bars that lie down, named at their left, without axis lines: the labels carry the values. */
function frame(names: string[], ink: Ink, { legend = [] as string[] } = {}): EChartsOption {
  return {
    animation: false,
    textStyle: { fontFamily: ink.font, color: ink.text, fontSize: 12 },
    grid: { left: 4, right: 48, top: legend.length ? 34 : 4, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    legend: legend.length ? { data: legend, top: 0, left: 0, icon: 'circle', itemWidth: 9, itemHeight: 9, textStyle: { color: ink.text } } : { show: false },
    xAxis: { type: 'value', show: false },
    yAxis: { type: 'category', data: names, axisLine: { lineStyle: { color: ink.line } }, axisTick: { show: false }, axisLabel: { color: ink.text, width: 190, overflow: 'truncate', interval: 0 } },
    aria: { enabled: true },
  }
}
