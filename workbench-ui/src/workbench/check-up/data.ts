/** What the check-up found, as its run's tables have it. */

import type { Feature, FeatureCollection } from 'geojson'
import { CAUSE_COLOURS, classOf, ramp } from '../../shared/colours'
import type { Words } from '../../shared/words'
import type { Indicator } from '../api/runs'
import { breaks } from '../classes'
import type { Shading } from '../map/atlas'

export const LEVELS = ['functional_zone', 'renewal_unit', 'sub_district', 'neighbourhood', 'site'] as const
export type Level = (typeof LEVELS)[number]

export interface Observation {
  indicator: string
  level: string
  area: string
  value: number | null
  numerator: number | null
  denominator: number | null
  status: 'ready' | 'partial' | 'unavailable'
  evidence_en: string | null
  evidence_zh: string | null
}

export interface Finding {
  ref: string
  indicator: string
  level: string
  area: string
  value: number | null
  threshold: number | null
  shortfall_share: number | null
  affected_people: number | null
  cause: string | null
  cause_en: string | null
  cause_zh: string | null
  cure_en: string | null
  cure_zh: string | null
  verified: boolean
}

export interface Cause {
  finding: string
  cause: string | null
  affected_people: number | null
  helped_people: number | null
  cause_en: string | null
  cause_zh: string | null
  cure_en: string | null
  cure_zh: string | null
}

export function indicatorName(indicator: Indicator): Words {
  return [indicator.name_en, indicator.name_zh]
}

/** Values in colours for the map, with the bounds that the legend tells. */
export function shaded(observations: readonly Observation[], collection: Shading['collection']): { shading: Shading; bounds: number[] } {
  const bounds = breaks(observations.flatMap(({ value }) => (value === null ? [] : [value])))
  const palette = ramp(bounds.length + 1)
  const colours = new Map<string, string[]>(palette.map((colour) => [colour, []]))
  const hatched: string[] = []
  for (const { area, value } of observations) {
    if (value === null) hatched.push(area)
    else colours.get(palette[classOf(value, bounds)]!)!.push(area)
  }
  return { shading: { collection, colours, hatched }, bounds }
}

/** Whether a value misses what an indicator asks for. */
export function isShort(value: number | null, { threshold, direction }: Indicator): boolean {
  if (value === null || threshold === null || direction === 'neither') return false
  return direction === 'more_is_better' ? value < threshold : value > threshold
}

const LARGEST_PIXELS = 7

/** Places whose people lack a service, as marks: the more people the larger, in the colour of the cause. */
export function marksOf(gaps: FeatureCollection, service: string): FeatureCollection {
  const told = gaps.features.map(({ geometry, properties }) => ({ geometry, ref: String(properties?.ref), cause: String(properties?.[`${service}_cause`]), people: (properties?.[`${service}_people`] ?? null) as number | null }))
  const most = told.reduce((all, { people }) => Math.max(all, people ?? 0), 1)
  return {
    type: 'FeatureCollection',
    features: told.map(({ geometry, ref, cause, people }): Feature => ({
      type: 'Feature', geometry, properties: { ref, cause, people, colour: CAUSE_COLOURS[cause] ?? '#8c8c8c', size: 1.5 + LARGEST_PIXELS * Math.sqrt((people ?? 0) / most) },
    })),
  }
}
