/** What the report carries inside it; written by `gengxin.publish.embed`. */

import type { Carried } from '../shared/layers'
import type { PackedShapes } from '../shared/unpack'
import type { Words } from '../shared/words'

export type Level = 'functional_zone' | 'renewal_unit' | 'sub_district' | 'neighbourhood' | 'site'

export interface ReportData extends Carried<LayerName> {
  levels: Record<Level, Words>
  causes: Record<string, Words>
  themes: Record<string, Words>
  indicators: Indicator[]
  standards: Standard[]
  values: Values
  siteValues: Record<string, (number | null)[]>
  breaks: Record<string, Partial<Record<Level, number[]>>>
  findings: Finding[]
  /** How many findings there are, those included that the page doesn't carry. */
  findingCount: number
  /** Indicator shown to a reader who asked for none; '' where no service is missed. */
  start: string
  gaps: Gaps
  ranking: Rank[]
}

export interface Indicator {
  code: string
  theme: string
  name: Words
  unit: string
  direction: 'more_is_better' | 'less_is_better' | 'neither'
  threshold: number | null
  standard: string
  verified: boolean
  proxy: boolean
  numerator: Words
  denominator: Words
  source: Words
}

export interface Standard {
  code: string
  name: Words
  table: 'facilities' | 'stops'
  kinds: string[]
  metres: number
  verified: boolean
}

/** Observations: by level, then by indicator, one entry an area in the order of `areas`. */
export interface Values {
  levels: Record<string, { areas: string[]; rows: Record<string, Row> }>
  evidenceWords: Words[]
}

export interface Row {
  value: (number | null)[]
  numerator: (number | null)[]
  denominator: (number | null)[]
  /** Position among ready, partial, unavailable. */
  status: number[]
  evidence: number[]
}

export const STATUSES = ['ready', 'partial', 'unavailable'] as const
export type Status = (typeof STATUSES)[number]

export interface Finding {
  ref: string
  indicator: string
  level: string
  area: string
  value: number | null
  threshold: number | null
  people: number | null
  /** Cause of most of it; null where it is no gap of a service. */
  cause: string | null
  parts: FindingPart[]
  verified: boolean
  at: [number, number] | null
}

/** One cause of a finding, with its people and the cure that would count. */
export interface FindingPart {
  cause: string | null
  people: number | null
  why: Words
  cure: Words
}

export interface Gaps {
  gridMetres: number
  withoutPlace: number
  shapes: PackedShapes[]
  services: Record<string, ServiceGaps>
}

export interface ServiceGaps {
  /** What is counted in `people`: residential buildings where nobody knows who lives there. */
  counts: 'people' | 'buildings'
  at: number[]
  people: number[]
  cause: number[]
  metres: (number | null)[]
}

export interface Rank {
  level: string
  area: string
  rank: number | null
  residents_people: number | null
  gaps_per_person: number | null
  below_count: number | null
  measured_count: number | null
}

export type LayerName =
  | 'areas' | 'facilities' | 'stops' | 'heritage' | 'green' | 'barriers' | 'sites' | 'buildings' | 'walk_edges'
