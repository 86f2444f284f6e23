/** What the report of a programme carries inside it; written by `gengxin.publish.programme_report`. */

import type { Layer, Listed } from '../shared/layers'
import type { Words } from '../shared/words'

export type LayerName = 'areas' | 'green' | 'barriers' | 'sites' | 'buildings' | 'walk_edges'
export type Numbers = (number | null)[]
/** Texts in both languages listed once, and for each row which. */
export interface Pairs { words: Words[]; values: number[] }
export type NumberName =
  | 'public_cost_amount' | 'owner_cost_amount' | 'developer_cost_amount' | 'revenue_amount' | 'npv_amount'
  | 'homes_before_count' | 'homes_after_count' | 'homes_made_good_count' | 'out_temporarily_count' | 'out_for_good_count'
  | 'floor_under_works_m2' | 'works_months' | 'consent_threshold_share' | 'consent_households_count'

export interface ProgrammeData {
  district: { name: Words; madeUp: boolean; crs: string; day: string; attribution: string[] }
  currency: string
  phases: Words[]
  actions: Record<string, Words>
  consentStates: Record<string, Words>
  terms: Record<string, Words>
  layers: Partial<Record<LayerName, Layer>>
  leftOut: { table: string; words: Words; count: number }[]
  /** A row a site, in the order of the layer; phase 0: kept. */
  sites: {
    option: Pairs
    action: Listed
    phase: number[]
    opens: number[]
    place: Pairs
    consentNeeded: number[]
    consent: Pairs
    consentRule: Listed
    consentState: Listed
    numbers: Record<NumberName, Numbers>
  }
  reasons: {
    next: Pairs
    nextPhase: number[]
    hasNext: number[]
    loses: Numbers
    terms: Record<string, Numbers>
    flips: Words[][]
    row: Pairs
  }
  limits: [family: Words, where: Words, says: Words][]
}

export function pair(pairs: Pairs, row: number): Words {
  return pairs.words[pairs.values[row] ?? -1] ?? ['', '']
}
