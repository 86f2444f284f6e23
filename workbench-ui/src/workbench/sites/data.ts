/** Sites and what may be done with them: the rows of a site's options made into the book that its cards read. */

import type { FeatureCollection } from 'geojson'
import { Book } from '../../options/book'
import type { Dealt, OptionData, Plain } from '../../options/data'
import type { Column, Listed } from '../../shared/layers'
import type { Words } from '../../shared/words'
import { ask, Problem } from '../api/client'
import { rowsOf, type Row } from '../api/runs'
import type { Kept } from '../api/types'
import { words } from '../words.svelte'

export interface OptionEdit extends Kept {
  site: string
  option: string
  action: string
  variant: string
  name_en: string
  name_zh: string
  fixing: 'free' | 'must' | 'must_not'
  withdraw: boolean
  numbers: Readonly<Record<string, number>>
  reason: string
}

export interface ConsentRound extends Kept {
  site: string
  round: number
  state: string
  agreed_share: number | null
  households_asked_count: number | null
  asked_on: string | null
  source: string
}

export interface RuleWords { code: string; kind: string; unit: string; clause_en: string; clause_zh: string; source: string; verified: boolean; estimated: boolean }
export interface OptionRun { id: string; rules: string; money: { currency: string; day: string } | null; madeUp: boolean }

/** Facts of a site that its panel tells, as the layer has them. */
const FACTS = ['use_class', 'area_m2', 'gross_floor_area_m2', 'storeys', 'year_built', 'condition', 'heritage_class', 'residents_people'] as const
const SCALE = /_x(\d+)$/
const WORDED = new Set(['ref', 'site', 'name_en', 'name_zh', 'reason_en', 'reason_zh', 'consent_en', 'consent_zh', 'assumed_en', 'assumed_zh', 'better', 'drawn_as', 'shadow_as'])

/** What each table tells of an option, and what the cards call it. */
const CHILDREN = {
  floors: ['option_floor', { use_class: 'use', floor_area_m2_x100: 'after', floor_built_m2_x100: 'built', floor_lost_m2_x100: 'lost' }],
  services: ['option_service', { effect: 'effect', facility_kind: 'kind', facility: 'facility', floor_area_m2_x100: 'area', capacity_people_x1000: 'people' }],
  homes: ['option_home', { size: 'size', tenure: 'tenure', homes_before_count: 'before', homes_after_count: 'after', out_temporarily_count: 'outForWorks', out_for_good_count: 'outForGood', committed_count: 'committed', away_months: 'months' }],
  deficiencies: ['option_deficiency', { deficiency: 'what', homes_before_count: 'before', homes_after_count: 'after' }],
  checks: ['option_check', { rule: 'rule', state: 'state', value: 'value', limit: 'limit', effect: 'effect' }],
  origins: ['option_origin', { origin: 'kind', origin_ref: 'ref' }],
} as const satisfies Record<string, readonly [string, Readonly<Record<string, string>>]>

/** One site's book, and for each option by its key under which one its pieces are drawn. */
export interface SiteBook { book: Book; drawnAs: ReadonlyMap<string, string> }

/** Everything that is known of one site's options, in the form that the cards of the report read. */
export async function bookOf(run: OptionRun, facts: Row): Promise<SiteBook> {
  const site = String(facts.ref)
  const [options, rules, caps] = await Promise.all([rowsOf(run.id, 'option', { site }), rulesOf(run.rules), orNone(rowsOf(run.id, 'sun_cap', { site }))])
  const refs = options.map(({ ref }) => String(ref))
  const asked = refs.length ? { 'option.in': refs.join(',') } : null
  const children = Object.entries(CHILDREN).map(async ([name, [table, columns]]) => [name, dealt(refs, asked ? await orNone(rowsOf(run.id, table, asked)) : [], columns)] as const)
  const money = asked ? await orNone(rowsOf(run.id, 'option_money', asked)) : []
  const data = {
    money: run.money && { ...run.money, madeUp: run.madeUp },
    words: wordsOfCodes(),
    rules: rules.map((rule) => ({ ...rule, clause: [rule.clause_en, rule.clause_zh] as Words })),
    layers: { sites: siteLayer(site, facts) },
    options: optionsOf(site, refs, options),
    ...(Object.fromEntries(await Promise.all(children)) as Record<keyof typeof CHILDREN, Dealt>),
    balance: { counts: refs.map(() => 0), columns: {} },
    flows: flowsOf(refs, money),
    shadows: { counts: [], columns: {}, windows: { ref: [], building: [], at: [], need: [], lit: [] } },
    masses: { counts: [], shapes: [], work: { words: [], values: [] }, building: [], basis: { words: [], values: [] }, bottom: [], top: [] },
    sites: { best: [bestOf(options)], forbids: { words: [], values: [] }, numbers: { offered: [], npv: [], cost: [], homes: [] }, breaks: { offered: [], npv: [], cost: [], homes: [] } },
    sunRules: [], sun: null, ground: null, planes: null,
    caps: {
      site: caps.map(() => 0), metres: caps.map(({ sun_cap_m }) => Number(sun_cap_m)), rule: listed(caps.map(({ rule }) => String(rule))), hours: caps.map(({ asked_hours }) => Number(asked_hours)),
      binds: { words: caps.map(({ binds_en, binds_zh }): Words => [String(binds_en ?? ''), String(binds_zh ?? '')]), values: caps.map((_, place) => place) }, breaks: [],
    },
  }
  const drawnAs = new Map(options.flatMap(({ ref, drawn_as }) => (drawn_as ? [[String(ref).slice(site.length + 1), String(drawn_as)] as const] : [])))
  return { book: new Book(data as unknown as OptionData), drawnAs }
}

/** The pieces that an option builds or pulls down, where the server can tell places of them. */
export function massesOf(run: string, drawnAs: string, signal: AbortSignal): Promise<FeatureCollection> {
  return ask<FeatureCollection>(`/api/collections/${run}.option_mass/items`, { query: { option: drawnAs, limit: 1000 }, signal })
}

/** Of each site: how many options are legal, the best by money alone and what it is worth. */
export interface Best { offered: number; action: string; npv: number | null }

export async function bestOfSites(run: string): Promise<Map<string, Best>> {
  const rows = await rowsOf<{ site: string; action: string; npv_mid_amount_x100: number | null; fixing: string }>(run, 'option', { state: 'offered', fields: 'site,action,npv_mid_amount_x100,fixing' })
  const found = new Map<string, Best>()
  const must = new Set<string>()
  for (const { site, action, npv_mid_amount_x100: cents, fixing } of rows) {
    const best = found.get(site) ?? { offered: 0, action: '', npv: null }
    const npv = cents === null ? null : cents / 100
    const leads = fixing === 'must' ? !must.has(site) : !must.has(site) && fixing !== 'must_not' && npv !== null && (best.npv === null || npv > best.npv)
    if (fixing === 'must') must.add(site)
    found.set(site, { offered: best.offered + 1, action: leads ? action : best.action, npv: leads ? npv : best.npv })
  }
  return found
}

const books = new Map<string, Promise<RuleWords[]>>()

function rulesOf(pack: string): Promise<RuleWords[]> {
  const known = books.get(pack) ?? orNone(ask<RuleWords[]>(`/api/rules/${encodeURIComponent(pack)}`))
  books.set(pack, known)
  return known
}

/** What this server hasn't, or this person may not see, is as if there were none of it. */
async function orNone<Found>(asked: Promise<Found[]>): Promise<Found[]> {
  try {
    return await asked
  } catch (fault) {
    if (fault instanceof Problem && (fault.absent || fault.refused)) return []
    throw fault
  }
}

function optionsOf(site: string, refs: readonly string[], rows: readonly Row[]): OptionData['options'] {
  const columns = Object.keys(rows[0] ?? {}).filter((name) => !WORDED.has(name))
  const pairs = (name: string) => ({ words: rows.map((row): Words => [String(row[`${name}_en`] ?? ''), String(row[`${name}_zh`] ?? '')]), values: rows.map((_, place) => place) })
  return {
    count: rows.length,
    site: rows.map(() => 0),
    key: listed(refs.map((ref) => ref.slice(site.length + 1))),
    name: pairs('name'), reason: pairs('reason'), consent: pairs('consent'), assumed: pairs('assumed'),
    better: rows.map(({ better }) => (better ? refs.indexOf(String(better)) : -1)),
    drawn: rows.map(() => -1),
    shadow: rows.map(() => -1),
    columns: Object.fromEntries(columns.map((name) => [name.replace(SCALE, ''), plain(name, rows.map((row) => row[name] ?? null))])),
  }
}

/** Rows dealt to the options in their order. */
export function dealt(refs: readonly string[], rows: readonly Row[], columns: Readonly<Record<string, string>>): Dealt {
  const ordered = refs.map((ref) => rows.filter(({ option }) => option === ref))
  const flat = ordered.flat()
  return { counts: ordered.map(({ length }) => length), columns: Object.fromEntries(Object.entries(columns).map(([from, to]) => [to, plain(from, flat.map((row) => row[from] ?? null))])) }
}

/** A column: whole numbers of hundredths or thousandths in their plain unit, texts listed once. */
function plain(name: string, values: readonly (string | number | boolean | null)[]): Plain {
  const scale = Number(SCALE.exec(name)?.[1] ?? 1)
  if (values.every((value) => value === null || typeof value === 'number')) return { values: values.map((value) => (value === null ? null : Number(value) / scale)) }
  const { words: told, values: places } = listed(values.map((value) => (value === null ? '' : String(value))))
  return { words: told, values: places! }
}

function listed(texts: readonly string[]): Listed {
  const told = [...new Set(texts)].filter(Boolean)
  return { words: told, values: texts.map((text) => told.indexOf(text)) }
}

/** Money left to each party year by year. */
function flowsOf(refs: readonly string[], rows: readonly Row[]): OptionData['flows'] {
  const parties = Object.keys(words.all('parties'))
  const flows: OptionData['flows'] = { years: [], parties, values: parties.map(() => []), low: [], high: [] }
  for (const ref of refs) {
    const own = rows.filter(({ option }) => option === ref)
    const years = own.reduce((most, { year }) => Math.max(most, Number(year) + 1), 0)
    const sum = (column: string, party?: string) =>
      Array.from({ length: years }, (_, year) => own.reduce((all, row) => (Number(row.year) === year && (!party || row.party === party) ? all + Number(row[column] ?? 0) / 100 : all), 0))
    flows.years.push(years)
    parties.forEach((party, place) => flows.values[place]!.push(...sum('mid_amount_x100', party)))
    flows.low.push(...sum('low_amount_x100'))
    flows.high.push(...sum('high_amount_x100'))
  }
  return flows
}

function bestOf(options: readonly Row[]): number {
  let best = -1
  options.forEach(({ state, fixing, npv_mid_amount_x100: npv }, place) => {
    if (state !== 'offered' || fixing === 'must_not' || typeof npv !== 'number') return
    if (best < 0 || npv > Number(options[best]!.npv_mid_amount_x100)) best = place
  })
  return best
}

function siteLayer(site: string, facts: Row) {
  const columns = FACTS.map((name): Column => {
    const known = words.column('sites', name)
    const value = facts[name] ?? null
    const basis = facts[`${name}_basis`]
    const about = { name, title: known?.words ?? ([name, name] as Words), unit: known?.unit ?? '', ...(basis ? { basis: { words: [String(basis)], values: [0] } } : {}) }
    if (known?.kind === 'code' && value) return { ...about, kind: 'code', values: [0], words: [String(value)], codeWords: [words.code(known.codes, String(value))] }
    return { ...about, kind: 'number', values: [typeof value === 'number' ? value : null] }
  })
  return { title: ['sites', '地块'] as Words, count: 1, shapes: [], columns, refs: [site], names: [[String(facts.name_en || facts.name_zh || site), String(facts.name_zh || facts.name_en || site)] as Words] }
}

function wordsOfCodes(): OptionData['words'] {
  return {
    actions: words.all('actions'), states: words.all('option_states'), fixings: words.all('fixings'), uses: words.all('floor_uses'), sizes: words.all('home_sizes'), tenures: words.all('tenures'),
    deficiencies: words.all('deficiencies'), origins: words.all('origins'), effects: words.all('slot_effects'), facilities: words.all('facility_kinds'), parties: words.all('parties'),
    items: words.all('money_items'), checks: words.all('rule_states'), kinds: words.all('rule_kinds'), bases: words.all('factor_bases'),
  }
}
