/** The report's columns as features that the map can draw. */

import type { Feature, FeatureCollection, Geometry } from 'geojson'
import { collectionsOf } from '../../shared/map/features'
import { unpacked } from '../../shared/unpack'
import type { Gaps, LayerName, ReportData } from '../data'

export type Layers = Partial<Record<LayerName, FeatureCollection>>

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
  return collectionsOf(data.layers, KIND_COLUMNS, (name) => !HEAVY.includes(name))
}

export function heavyLayers(data: ReportData): Layers {
  return collectionsOf(data.layers, KIND_COLUMNS, (name) => HEAVY.includes(name))
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
