/** The pieces of an option on the map: what it builds, what it pulls down, the windows that it shades. */

import type { Feature, FeatureCollection, Geometry } from 'geojson'
import { wordOf } from '../shared/layers'
import { boundsOf } from '../shared/map/features'
import { unpacked } from '../shared/unpack'
import type { Book } from './book'
import type { OptionData } from './data'

let known: { data: OptionData; shapes: Map<number, Geometry> } | null = null

function shapesOf(data: OptionData): Map<number, Geometry> {
  if (known?.data !== data) known = { data, shapes: unpacked(data.masses.shapes) }
  return known.shapes
}

export function massesOf(book: Book, option: number | null): FeatureCollection {
  const features: Feature[] = []
  const [from, to] = option === null ? [0, 0] : book.masses(option)
  const { work, building, bottom, top } = book.data.masses
  for (let row = from; row < to; row += 1) {
    const geometry = shapesOf(book.data).get(row)
    if (geometry) features.push({ type: 'Feature', id: row, geometry, properties: { work: wordOf(work, row), building: building[row], bottom: bottom[row], top: top[row] } })
  }
  return { type: 'FeatureCollection', features }
}

/** A point on each building with a window at risk that the option shades. */
export function windowsOf(book: Book, option: number | null, buildings: FeatureCollection | undefined): FeatureCollection {
  const { windows } = book.data.shadows
  const refs = new Set(option === null ? [] : book.shadows(option).map(({ window }) => window))
  const rows = new Set(windows.ref.flatMap((ref, place) => (refs.has(ref) ? [windows.at[place]] : [])))
  const features = (buildings?.features ?? []).filter(({ id }) => rows.has(id as number)).map((building): Feature => {
    const [west, south, east, north] = boundsOf([{ type: 'FeatureCollection', features: [building] }])!
    return { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [(west + east) / 2, (south + north) / 2] } }
  })
  return { type: 'FeatureCollection', features }
}
