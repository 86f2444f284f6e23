/** The report's columns as features that the map can draw. */

import type { Feature, FeatureCollection, Geometry } from 'geojson'
import { unpacked } from '../../shared/unpack'
import { codeOf, type Gaps, type Layer, type LayerName, type ReportData } from '../data'

export type Layers = Partial<Record<LayerName, FeatureCollection>>

/** One feature a row that has a shape; `kind` is the row's main code, the id its position. */
export function featuresOf(layer: Layer, kindColumn: string): FeatureCollection {
  const column = layer.columns.find((one) => one.name === kindColumn)
  const features: Feature[] = []
  for (const [row, geometry] of unpacked(layer.shapes)) {
    features.push({ type: 'Feature', id: row, geometry, properties: { kind: codeOf(column, row)?.code ?? '' } })
  }
  return { type: 'FeatureCollection', features }
}

const KIND_COLUMNS: Record<LayerName, string> = {
  areas: 'level',
  facilities: 'kind',
  stops: 'mode',
  heritage: 'heritage_class',
  green: 'kind',
  barriers: 'kind',
  sites: 'use_class',
  buildings: 'use_class',
  walk_edges: 'way_kind',
}

/** Layers of many shapes, which the map draws once the answer can be seen. */
const HEAVY: readonly LayerName[] = ['buildings', 'walk_edges', 'sites']

export function lightLayers(data: ReportData): Layers {
  return chosenLayers(data, (name) => !HEAVY.includes(name))
}

export function heavyLayers(data: ReportData): Layers {
  return chosenLayers(data, (name) => HEAVY.includes(name))
}

function chosenLayers(data: ReportData, wanted: (name: LayerName) => boolean): Layers {
  const made: Layers = {}
  for (const [name, layer] of Object.entries(data.layers) as [LayerName, Layer][]) {
    if (wanted(name)) made[name] = featuresOf(layer, KIND_COLUMNS[name])
  }
  return made
}

/** One dot for each place and cause where people lack a service, the largest first. */
export function gapDots(gaps: Gaps, standard: string, causes: readonly string[]): FeatureCollection {
  const service = gaps.services[standard]
  const places = unpackedOnce(gaps)
  const features: Feature[] = []
  let at = 0
  service?.at.forEach((step, row) => {
    at += step
    const properties = {
      people: service.people[row]!,
      cause: causes[service.cause[row]!] ?? 'data_missing',
      metres: service.metres[row],
    }
    features.push({ type: 'Feature', id: row, geometry: places.get(at)!, properties })
  })
  features.sort((one, other) => other.properties!.people - one.properties!.people)
  return { type: 'FeatureCollection', features }
}

let known: { gaps: Gaps; places: Map<number, Geometry> } | null = null

function unpackedOnce(gaps: Gaps): Map<number, Geometry> {
  if (known?.gaps !== gaps) known = { gaps, places: unpacked(gaps.shapes) }
  return known.places
}

/** Features as the address of themselves: the map's worker parses text far faster than it is handed objects. */
export function asAddress(features: FeatureCollection): string {
  const text = JSON.stringify(features).replaceAll('%', '%25').replaceAll('#', '%23')
  return `data:application/json;charset=utf-8,${text}`
}

/** West, south, east, north of all places of the features. */
export function boundsOf(collections: readonly FeatureCollection[]): [number, number, number, number] | null {
  const bounds: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { features } of collections) for (const { geometry } of features) widen(bounds, geometry)
  return Number.isFinite(bounds[0]) ? bounds : null
}

function widen(bounds: [number, number, number, number], geometry: Geometry): void {
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
