/** What the server answers, as far as the workbench reads it. */

export type Role = 'resident' | 'field_worker' | 'planner' | 'coordinator' | 'party' | 'auditor' | 'admin'

export interface SessionAnswer {
  person: { ref: string; name: string | null; mail: string | null; language: string } | null
  roles: readonly Role[]
  csrf?: string | null
}

export interface LandingAnswer {
  name: string
  version: string
  /** Whether the first account is still to be made. */
  first_account: boolean
  name_en?: string
  name_zh?: string
  made_up?: boolean
}

export interface DistrictAnswer {
  name_en: string
  name_zh: string
  made_up: boolean
  bounds_deg: [number, number, number, number] | null
  crs?: string
  currency?: string | null
  price_day?: string | null
  counts?: Readonly<Record<string, number>>
}

export interface CollectionAnswer {
  id: string
  title?: string
  title_zh?: string
  version?: string
  attribution?: string
  extent?: { spatial?: { bbox?: [number, number, number, number][] } }
}

/** What the workbench begins with; what somebody may not read is `null` or empty. */
export interface StartAnswer {
  landing: LandingAnswer
  session: SessionAnswer
  district: DistrictAnswer | null
  collections: readonly CollectionAnswer[]
}

/** What every kept record has. */
export interface Kept {
  ref: string
  version: number
  entered_at: string | null
  entered_by: string
  changed_at: string | null
  ended_at: string | null
}

export interface Job {
  ref: string
  version: number
  asked_at: string | null
  changed_at: string | null
  kind: 'import' | 'check_up' | 'options' | 'plan' | 'match'
  asked_by: string | null
  asks: Readonly<Record<string, string | number | boolean | null>>
  state: 'queued' | 'running' | 'cancelling' | 'cancelled' | 'done' | 'failed'
  result: string
  fault: string
  doing: string
  progress_share: number | null
  best: Readonly<Record<string, number>>
}
