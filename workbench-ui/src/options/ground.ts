/** Squares of open ground in the colours of their sun; neighbours in a row that are alike are one. */

import type { Feature, FeatureCollection, Position } from 'geojson'
import { SUN_COLOURS } from './colours'
import type { Ground } from './data'

export function groundOf(ground: Ground): FeatureCollection {
  return { type: 'FeatureCollection', features: ground.places.flatMap((grid, place) => stretches(grid, ground.classes[place]!)) }
}

function stretches([west, south, alongX, alongY, upX, upY, across]: Ground['places'][number], classes: string): Feature[] {
  const corner = (x: number, y: number): Position => [west + x * alongX + y * upX, south + x * alongY + y * upY]
  const found: Feature[] = []
  for (let from = 0, to = 0; from < classes.length; from = to) {
    const sign = classes[from]!
    const end = from - (from % across) + across
    for (to = from + 1; to < end && classes[to] === sign; ) to += 1
    if (sign === '.') continue
    const [y, x] = [Math.floor(from / across), from % across]
    const coordinates = [[corner(x, y), corner(x + to - from, y), corner(x + to - from, y + 1), corner(x, y + 1), corner(x, y)]]
    found.push({ type: 'Feature', geometry: { type: 'Polygon', coordinates }, properties: { sun: SUN_COLOURS[Number(sign)] } })
  }
  return found
}
