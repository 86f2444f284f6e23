/** What the report of a programme carries inside it; written by `gengxin.publish.programme_report`. */

import type { Carried, Listed, Numbers, Pairs } from '../shared/layers'
import type { Words } from '../shared/words'

export type LayerName = 'areas' | 'green' | 'barriers' | 'sites' | 'buildings' | 'walk_edges'
export type NumberName =
  | 'public_cost_amount' | 'owner_cost_amount' | 'developer_cost_amount' | 'revenue_amount' | 'npv_amount'
  | 'homes_before_count' | 'homes_after_count' | 'homes_made_good_count' | 'out_temporarily_count' | 'out_for_good_count'
  | 'floor_under_works_m2' | 'works_months' | 'consent_threshold_share' | 'consent_households_count'

export interface ProgrammeData extends Carried<LayerName> {
  currency: string
  phases: Words[]
  actions: Record<string, Words>
  consentStates: Record<string, Words>
  terms: Record<string, Words>
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
    /** Whether the next best lies next to nothing behind, or ahead. */
    asGood: number[]
    terms: Record<string, Numbers>
    flips: Words[][]
    row: Pairs
  }
  limits: [family: Words, where: Words, says: Words][]
}
