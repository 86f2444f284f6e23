/** From what the reader looks at to what the map shades and labels. */

import type { Position } from 'geojson'
import { say, type Language } from '../../shared/words'
import type { Level, ReportData } from '../data'
import type { Lookup } from '../lookup'
import type { Label, Shading } from './atlas'
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
  return shown.flatMap(({ row, name }) => {
    const shape = shapes.get(row)
    if (shape?.type !== 'Polygon' && shape?.type !== 'MultiPolygon') return []
    const rings = shape.type === 'Polygon' ? [shape.coordinates[0]!] : shape.coordinates.map((part) => part[0]!)
    const largest = rings.reduce((one, other) => (Math.abs(ringArea(other)) > Math.abs(ringArea(one)) ? other : one))
    return [{ text: withoutBracket(say(name, language)), at: centroid(largest), order: -Math.abs(ringArea(largest)) }]
  })
}

/** A name as it fits on a map: what stands in brackets after it is said elsewhere on the page. */
function withoutBracket(name: string): string {
  return name.replace(/\s*[(（][^()（）]*[)）]$/, '') || name
}

function ringArea(ring: Position[]): number {
  return ring.reduce((sum, [x, y], place) => {
    const [nextX, nextY] = ring[(place + 1) % ring.length]!
    return sum + (x! * nextY! - nextX! * y!) / 2
  }, 0)
}

function centroid(ring: Position[]): [number, number] {
  const [x0, y0] = ring[0] as [number, number]
  const near = ring.map(([x, y]) => [x! - x0, y! - y0])
  const area = ringArea(near)
  let x = 0
  let y = 0
  near.forEach(([a, b], place) => {
    const [c, d] = near[(place + 1) % near.length]!
    const cross = a! * d! - c! * b!
    x += (a! + c!) * cross
    y += (b! + d!) * cross
  })
  return area ? [x0 + x / (6 * area), y0 + y / (6 * area)] : [x0, y0]
}
