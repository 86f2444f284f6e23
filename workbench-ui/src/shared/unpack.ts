/** Packed shapes → places in degrees; the packing is that of `gengxin.publish.pack`. */

import type { Geometry, Position } from 'geojson'

export interface PackedShapes {
  kind: 'point' | 'line' | 'polygon'
  rows: number[]
  xy: number[]
  sizes: number[]
  rings: number[]
  parts: number[]
}

const SCALE = 1_000_000

/** The shape of each row, by its position in the table; rows without a shape are absent. */
export function unpacked(groups: readonly PackedShapes[]): Map<number, Geometry> {
  const found = new Map<number, Geometry>()
  for (const group of groups) {
    const shapes = group.kind === 'point' ? points(group) : group.kind === 'line' ? lines(group) : polygons(group)
    group.rows.forEach((row, place) => found.set(row, shapes[place]!))
  }
  return found
}

function points(group: PackedShapes): Geometry[] {
  return places(group.xy).map((coordinates) => ({ type: 'Point', coordinates }))
}

function lines(group: PackedShapes): Geometry[] {
  const runs = dealt(places(group.xy), group.sizes)
  if (!group.parts.length) return runs.map((coordinates) => ({ type: 'LineString', coordinates }))
  return dealt(runs, group.parts).map((coordinates) => ({ type: 'MultiLineString', coordinates }))
}

function polygons(group: PackedShapes): Geometry[] {
  const rings = dealt(places(group.xy), group.sizes)
  const parts = dealt(rings, group.rings)
  if (!group.parts.length) return parts.map((coordinates) => ({ type: 'Polygon', coordinates }))
  return dealt(parts, group.parts).map((coordinates) => ({ type: 'MultiPolygon', coordinates }))
}

/** Steps in longitude and latitude by turns → places. */
function places(steps: readonly number[]): Position[] {
  const made = new Array<Position>(steps.length / 2)
  let x = 0
  let y = 0
  for (let place = 0; place < made.length; place += 1) {
    x += steps[2 * place]!
    y += steps[2 * place + 1]!
    made[place] = [x / SCALE, y / SCALE]
  }
  return made
}

/** Items dealt into runs of the given sizes, in order. */
function dealt<T>(items: readonly T[], sizes: readonly number[]): T[][] {
  let start = 0
  return sizes.map((size) => items.slice(start, (start += size)))
}
