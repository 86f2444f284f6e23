/** Programmes, briefs and edits, as the server tells them. */

import type { Words } from '../../shared/words'
import { ask } from '../api/client'

export interface Amount { amount: number; value: number }
export interface TermTold extends Amount { term: string }
export interface RoundTold { round: number; stage: string; value: number | null; bound: number }
export interface Phase { starts_on: string; name_en: string; name_zh: string; budget_amount: number | null }
export interface TermSetting { weight: number; note: string; note_zh: string }
export interface RowSetting { on: boolean; hard: boolean; price: number; limit: number | null }
export interface Match { site?: string | null; option?: string | null; action?: string | null; phase?: number | null }

/** A brief in the fields of its file; what no form shows is kept as it is. */
export interface Brief {
  name: string
  name_en: string
  name_zh: string
  phases: readonly Phase[]
  ends_on: string
  horizon_years: number
  earlier_rate: number
  discount_rate: number
  carry_over: boolean
  not_asked: 'allows' | 'bars'
  oversupply_share: number
  self_arranged_share: number
  terms: Readonly<Record<string, TermSetting>>
  rows: Readonly<Record<string, RowSetting>>
  must: readonly Match[]
  must_not: readonly Match[]
  [field: string]: unknown
}

export interface BriefListed { id: string; shipped: boolean; name_en: string; name_zh: string; version: number | null; changed_at: string | null }
export interface BriefTold extends BriefListed { brief: Brief }

export interface Certificate { holds: boolean; value: number; bound: number; gap_certified: number | null; software: string }

export interface Listed {
  ref: string
  version: number
  state: 'draft' | 'proposed' | 'adopted' | 'declined'
  name_en: string
  name_zh: string
  content_hash: string
  run: string
  brief: string | null
  amends: string | null
  certificate: Certificate | null
  agreed_by: readonly string[]
  entered_at: string | null
  changed_at: string | null
  facts: Readonly<Record<string, string | number>>
}

export interface FileTold {
  value: number
  bound: number
  gap_certified: number | null
  currency: string | null
  price_day: string | null
  sites_count: number
  renewed_sites_count: number
  software: string
  terms: readonly TermTold[]
  rounds: readonly RoundTold[]
  brief: Brief
  unavailable: readonly { en: string; zh: string }[]
}
export interface Programme extends Listed { told: FileTold }
export interface Programmes { programmes: readonly Listed[]; files: readonly Readonly<Record<string, string | number>>[] }

export interface SiteRow {
  site: string
  option: string
  action: string
  name_en: string
  name_zh: string
  phase: number | null
  opens: number | null
  public_cost_amount: number | null
  npv_amount: number | null
  floor_under_works_m2: number | null
  homes_made_good_count: number | null
  households_out_temporarily_count: number | null
  households_out_for_good_count: number | null
  works_months: number | null
}

export interface PhaseMoney { phase: number; spent_amount: number; budget_amount: number | null }
export interface Says { en: string; zh: string; amount: number | null }
export interface OptionTold { option: string; action: string; name_en: string; name_zh: string; state: string; reason_en: string; reason_zh: string; rule: string; phases: readonly number[] }
export interface SiteReason {
  site: string
  option: string
  phase: number | null
  terms: Readonly<Record<string, number>>
  next_option: string | null
  next_phase: number | null
  loses: number | null
  as_good: boolean
  sentences: readonly Says[]
  flips: readonly Says[]
  rows: readonly { key: string; says: Says }[]
}
export interface Reasons { sentences: readonly Says[]; rows: readonly { key: string; price: number; says: Says }[]; sites: readonly SiteReason[]; options?: readonly OptionTold[] }

export interface Edit { fix: Match[]; forbid: Match[]; budgets: Record<string, number>; weights: Record<string, number> }
export interface Side { option: string; action: string; name_en: string; name_zh: string; phase: number | null }
export interface Changed { site: string; name_en: string | null; name_zh: string | null; before: Side; after: Side }
export interface PhaseSums { sites_count: number; public_cost_amount: number | null; budget_amount: number | null; floor_under_works_m2: number | null; homes_made_good_count: number | null }
export interface Answer {
  round: number
  seconds: number
  value: number | null
  bound: number
  gap_certified: number | null
  before: { value: number; bound: number; gap_certified: number | null }
  terms: readonly { term: string; before: Amount; after: Amount }[]
  phases: readonly { phase: number; before: PhaseSums; after: PhaseSums }[]
  changed: readonly Changed[]
}

export interface Estimate {
  sites_count: number
  options_count: number
  currency: string | null
  budgets_amount: readonly (number | null)[]
  rows: Readonly<Record<string, number>>
  unavailable: readonly { en: string; zh: string }[]
}

export interface Equity {
  served: readonly { grouping: string; group: string; people: number; before_share: number | null; after_share: number | null }[]
  moves: readonly { grouping: string; group: string; homes_count: number; out_temporarily_count: number; out_for_good_count: number }[]
  gini_before: number | null
  gini_after: number | null
  rehoused: Readonly<Record<string, number>>
}

export interface FrontPoint { first: number; second: number; value: number; bound: number; gap_certified: number | null; content_hash: string | null }
export interface Comparison {
  sites_count: number
  differing_sites_count: number
  value: { first: number; second: number }
  gap_certified: { first: number | null; second: number | null }
  terms: readonly { term: string; first: number; second: number }[]
  sites: readonly { site: string; first: string; second: string }[]
}

export interface SaidComment { ref: string; author: string; author_name: string | null; text: string | null; site: string; answers: string | null; entered_at: string | null }
export interface SaidStance { person: string; name: string | null; stance: 'agrees' | 'objects' | 'abstains'; note: string | null; changed_at: string | null }
export interface Said { comments: readonly SaidComment[]; stances: readonly SaidStance[] }

export interface Verdict {
  holds: boolean
  value: number
  bound: number
  gap_certified: number | null
  content_hash: string
  checked: Readonly<Record<string, number>>
  violations: readonly { en: string; zh: string }[]
  not_checked: readonly { en: string; zh: string }[]
}

export const at = (ref: string, more = '') => `/api/programmes/${encodeURIComponent(ref)}${more}`

export const listProgrammes = (signal?: AbortSignal) => ask<Programmes>('/api/programmes', { ...(signal && { signal }) })
export const readProgramme = (ref: string, signal?: AbortSignal) => ask<Programme>(at(ref), { ...(signal && { signal }) })
export const readSites = (ref: string, signal?: AbortSignal) => ask<SiteRow[]>(at(ref, '/sites'), { ...(signal && { signal }) })

export function namesOf(told: { name_en: string | null; name_zh: string | null }): Words {
  return [told.name_en || told.name_zh || '', told.name_zh || told.name_en || '']
}

export function phaseWords(phases: readonly Phase[], phase: number | null): Words {
  if (!phase) return ['–', '–']
  const named = phases[phase - 1]
  if (!named) return ['the end', '期末']
  return [named.name_en || `phase ${phase}`, named.name_zh || `第${phase}期`]
}

export function gapWords(gap: number | null): string {
  return gap === null ? '–' : `${(gap * 100).toFixed(2)} %`
}

export const NO_EDIT: Edit = { fix: [], forbid: [], budgets: {}, weights: {} }

export function isEmpty({ fix, forbid, budgets, weights }: Edit): boolean {
  return !fix.length && !forbid.length && !Object.keys(budgets).length && !Object.keys(weights).length
}
