/** Where a name is written on a map, and how much of it. */

import type { FeatureCollection, Geometry, Position } from 'geojson'
import type { Layer } from '../layers'
import { say, type Language } from '../words'
import type { Label } from './atlas'

/** The names of the sub-districts among the areas. */
export function subDistricts(areas: Layer | undefined, drawn: FeatureCollection | undefined, language: Language): Label[] {
  return (drawn?.features ?? []).flatMap(({ id, geometry, properties }) =>
    areas?.names && properties?.kind === 'sub_district' ? labelOf(say(areas.names[id as number]!, language), geometry) : [],
  )
}

/** A name in the middle of the largest part of a shape; none for a point or a line. */
export function labelOf(name: string, shape: Geometry | undefined): Label[] {
  if (shape?.type !== 'Polygon' && shape?.type !== 'MultiPolygon') return []
  const rings = shape.type === 'Polygon' ? [shape.coordinates[0]!] : shape.coordinates.map((part) => part[0]!)
  const largest = rings.reduce((one, other) => (Math.abs(ringArea(other)) > Math.abs(ringArea(one)) ? other : one))
  return [{ text: withoutBracket(name), at: centroid(largest), order: -Math.abs(ringArea(largest)) }]
}

/** A name as it fits on a map: what stands in brackets after it is said elsewhere on the page. */
export function withoutBracket(name: string): string {
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
