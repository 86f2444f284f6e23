/** From what the reader looks at to what the map shades and labels. */

import { say, type Language } from '../../shared/words'
import type { Level, ReportData } from '../data'
import type { Lookup } from '../lookup'
import type { Label } from '../../shared/map/atlas'
import { labelOf } from '../../shared/map/labels'
import type { Shading } from './atlas'
import type { Layers } from './layers'

export function shadingOf(data: ReportData, lookup: Lookup, code: string, level: string): Shading | null {
  if (level === 'site') {
    const values = data.siteValues[code]
    if (!values?.some((value) => value !== null)) return null
    return { source: 'sites', values: new Map(values.entries()), bounds: data.breaks[code]?.site ?? [], level }
  }
  const areas = lookup.areasOf(level)
  if (!areas.length) return null
  const values = new Map(areas.map(({ row, ref }) => [row, lookup.observation(code, level, ref)?.value ?? null]))
  if (![...values.values()].some((value) => value !== null)) return null
  return { source: 'areas', values, bounds: data.breaks[code]?.[level as Level] ?? [], level }
}

/** Names of the areas of the level shown; at site level those of the sub-districts. */
export function labelsOf(lookup: Lookup, layers: Layers, level: string, language: Language): Label[] {
  const shown = lookup.areasOf(level === 'site' ? 'sub_district' : level)
  const shapes = new Map(layers.areas?.features.map((feature) => [feature.id as number, feature.geometry]))
  return shown.flatMap(({ row, name }) => labelOf(say(name, language), shapes.get(row)))
}
