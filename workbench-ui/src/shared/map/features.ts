/** Features on their way to the map: as text that its worker parses, and their bounds. */

import type { Feature, FeatureCollection, Geometry } from 'geojson'
import { codeOf, type Layer } from '../layers'
import { unpacked } from '../unpack'

export type Bounds = [west: number, south: number, east: number, north: number]

export const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] }

/** One feature a row that has a shape; `kind` is the row's main code, the id its position. */
function featuresOf(layer: Layer, kindColumn: string): FeatureCollection {
  const column = layer.columns.find((one) => one.name === kindColumn)
  const features: Feature[] = []
  for (const [row, geometry] of unpacked(layer.shapes)) {
    features.push({ type: 'Feature', id: row, geometry, properties: { kind: codeOf(column, row)?.code ?? '' } })
  }
  return { type: 'FeatureCollection', features }
}

/** The layers that a page carries, by name; `kinds` names the column of each that tells its kinds apart. */
export function collectionsOf<Name extends string>(
  layers: Partial<Record<Name, Layer>>, kinds: Record<Name, string>, wanted: (name: Name) => boolean = () => true,
): Partial<Record<Name, FeatureCollection>> {
  const made: Partial<Record<Name, FeatureCollection>> = {}
  for (const name of Object.keys(layers) as Name[]) {
    if (wanted(name)) made[name] = featuresOf(layers[name]!, kinds[name])
  }
  return made
}

/** Features as the address of themselves: the map's worker parses text far faster than it is handed objects. */
export function asAddress(features: FeatureCollection): string {
  const text = JSON.stringify(features).replaceAll('%', '%25').replaceAll('#', '%23')
  return `data:application/json;charset=utf-8,${text}`
}

/** West, south, east, north of all places of the features. */
export function boundsOf(collections: readonly FeatureCollection[]): Bounds | null {
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { features } of collections) for (const { geometry } of features) widen(bounds, geometry)
  return Number.isFinite(bounds[0]) ? bounds : null
}

function widen(bounds: Bounds, geometry: Geometry): void {
  if (geometry.type === 'GeometryCollection') return
  const walk = (place: unknown): void => {
    if (!Array.isArray(place)) return
    if (typeof place[0] !== 'number') return place.forEach(walk)
    const [x, y] = place as [number, number]
    bounds[0] = Math.min(bounds[0], x)
    bounds[1] = Math.min(bounds[1], y)
    bounds[2] = Math.max(bounds[2], x)
    bounds[3] = Math.max(bounds[3], y)
  }
  walk(geometry.coordinates)
}
