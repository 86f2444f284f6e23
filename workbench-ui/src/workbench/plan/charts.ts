/** What the charts of a programme draw. */

import { ACTION_COLOURS, KEPT } from '../../programme/colours'
import { inMoney, inText } from '../../shared/numbers'
import { say, type Language, type Words } from '../../shared/words'
import type { Ink } from './Chart.svelte'
import type { FrontPoint, RoundTold } from './data'
import type { ChartOption } from './echarts'
import { TEXTS } from './texts'

const GRID = { left: 8, right: 16, top: 20, bottom: 4, containLabel: true }

function axes(ink: Ink) {
  const label = { color: ink.muted, fontFamily: ink.font, fontSize: 11 }
  return { axisLabel: label, axisLine: { lineStyle: { color: ink.line } }, splitLine: { lineStyle: { color: ink.line, opacity: 0.35 } } }
}

/** Best value and bound by round: the gap is what lies between. */
export function searchChart(rounds: readonly Pick<RoundTold, 'round' | 'value' | 'bound'>[], currency: string, language: Language): (ink: Ink) => ChartOption {
  const known = rounds.filter(({ value }) => value !== null)
  const least = known.length ? Math.min(...known.map(({ value }) => value!)) : 0
  // early bounds are far above: they would press all that matters into one line
  const most = known.length ? Math.max(...known.map(({ bound }) => bound)) : undefined
  const last = rounds.at(-1)
  return (ink) => ({
    grid: { ...GRID, right: 76 },
    tooltip: { trigger: 'axis', valueFormatter: (value) => inMoney(value as number, currency, language), backgroundColor: ink.paper, borderColor: ink.line, textStyle: { color: ink.text, fontSize: 12 } },
    xAxis: { type: 'value', min: 'dataMin', max: 'dataMax', name: say(TEXTS.round, language), nameTextStyle: { color: ink.muted }, ...axes(ink), splitLine: { show: false } },
    yAxis: { type: 'value', scale: true, ...(known.length && { min: least - (most! - least) * 0.15, max: most! + (most! - least) * 0.1 }), ...axes(ink), axisLabel: { ...axes(ink).axisLabel, formatter: (value: number) => inMoney(value, '', language) } },
    series: [
      line(say(TEXTS.boundWord, language), rounds.map(({ round, bound }) => [round, bound]), ink.line, ink, last?.round),
      line(say(TEXTS.best, language), rounds.map(({ round, value }) => [round, value]), ink.accent, ink, last?.round),
    ],
  })
}

function line(name: string, data: (number | null)[][], colour: string, ink: Ink, end: number | undefined) {
  return {
    type: 'line' as const, name, data: data as [number, number][], step: 'end' as const, symbol: 'circle', showSymbol: data.length < 3, color: colour, lineStyle: { width: 2, color: colour },
    endLabel: { show: end !== undefined, formatter: name, color: ink.text, fontSize: 11, width: 72, overflow: 'break' as const },
  }
}

export interface PhaseBars { name: string; byAction: Readonly<Record<string, number>> }

/** Sites begun in each phase, by what is done. */
export function phaseChart(phases: readonly PhaseBars[], actions: readonly (readonly [string, Words])[], language: Language): (ink: Ink) => ChartOption {
  return (ink) => ({
    grid: GRID,
    tooltip: { trigger: 'axis', backgroundColor: ink.paper, borderColor: ink.line, textStyle: { color: ink.text, fontSize: 12 } },
    xAxis: { type: 'category', data: phases.map(({ name }) => name), ...axes(ink), axisLabel: { ...axes(ink).axisLabel, interval: 0 }, axisTick: { show: false } },
    yAxis: { type: 'value', minInterval: 1, ...axes(ink) },
    series: actions.map(([action, words]) => ({
      type: 'bar' as const, stack: 'sites', name: say(words, language), data: phases.map(({ byAction }) => byAction[action] ?? 0), color: ACTION_COLOURS[action] ?? KEPT, barMaxWidth: 56,
    })),
  })
}

/** Public money spent in each phase against its budget. */
export function moneyChart(phases: readonly { name: string; spent: number | null; budget: number | null }[], currency: string, language: Language): (ink: Ink) => ChartOption {
  return (ink) => ({
    grid: GRID,
    tooltip: { trigger: 'axis', valueFormatter: (value) => inMoney(value as number, currency, language), backgroundColor: ink.paper, borderColor: ink.line, textStyle: { color: ink.text, fontSize: 12 } },
    xAxis: { type: 'category', data: phases.map(({ name }) => name), ...axes(ink), axisLabel: { ...axes(ink).axisLabel, interval: 0 }, axisTick: { show: false } },
    yAxis: { type: 'value', ...axes(ink), axisLabel: { ...axes(ink).axisLabel, formatter: (value: number) => inMoney(value, '', language) } },
    series: [
      { type: 'bar', name: say(TEXTS.budget, language), data: phases.map(({ budget }) => budget), color: 'transparent', itemStyle: { borderColor: ink.line, borderType: 'dashed', borderWidth: 1 }, barGap: '-100%', barMaxWidth: 56 },
      { type: 'bar', name: say(TEXTS.spent, language), data: phases.map(({ spent }) => spent), color: ink.accent, barMaxWidth: 56 },
    ],
  })
}

/** The front: how much of one must be given for more of the other. */
export function frontChart(points: readonly FrontPoint[], names: readonly [string, string], language: Language): (ink: Ink) => ChartOption {
  return (ink) => ({
    grid: { ...GRID, top: 28 },
    tooltip: { trigger: 'item', backgroundColor: ink.paper, borderColor: ink.line, textStyle: { color: ink.text, fontSize: 12 }, formatter: (told) => pointWords(points[(told as { dataIndex: number }).dataIndex]!, names, language) },
    xAxis: { type: 'value', scale: true, name: names[1], nameLocation: 'middle', nameGap: 26, nameTextStyle: { color: ink.text }, ...axes(ink), axisLabel: { ...axes(ink).axisLabel, formatter: (value: number) => inMoney(value, '', language) } },
    yAxis: { type: 'value', scale: true, name: names[0], nameTextStyle: { color: ink.text, align: 'left' }, ...axes(ink), axisLabel: { ...axes(ink).axisLabel, formatter: (value: number) => inMoney(value, '', language) } },
    series: [{ type: 'line', data: points.map(({ first, second }) => [second, first]), color: ink.accent, symbol: 'circle', symbolSize: 11, lineStyle: { width: 1.5 } }],
  })
}

function pointWords(point: FrontPoint, [first, second]: readonly [string, string], language: Language): string {
  return `${first}: ${inText(point.first, '', language)}<br>${second}: ${inText(point.second, '', language)}`
}
