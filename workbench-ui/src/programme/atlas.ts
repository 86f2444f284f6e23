/** The map of a programme: sites in the colours of what is done, by the phase in which works start. */

import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'
import type { FeatureCollection } from 'geojson'
import type { Camera } from '../shared/camera'
import { Atlas, homeOf, type Picked } from '../shared/map/atlas'
import { ACCENT, byZoom, choropleth, chosen, DARK, LIGHT, names, source, streets, waters, type Greys } from '../shared/map/base'
import { EMPTY, featuresOf } from '../shared/map/features'
import { ACTION_COLOURS, KEPT } from './colours'
import type { Book } from './book'
import type { LayerName, ProgrammeData } from './data'

export type Layers = Partial<Record<LayerName, FeatureCollection>>

const KIND_COLUMNS: Record<LayerName, string> = {
  areas: 'level', green: 'kind', barriers: 'kind', sites: 'use_class', buildings: 'use_class', walk_edges: 'way_kind',
}
const FULL = 0.9
const PALE = 0.32

export function layersOf(data: ProgrammeData): Layers {
  const made: Layers = {}
  for (const name of Object.keys(data.layers) as LayerName[]) made[name] = featuresOf(data.layers[name]!, KIND_COLUMNS[name])
  return made
}

/** Rows of sites by colour as they stand in a phase; all of the programme for phase 0. */
export function shadesOf(book: Book, phase: number): { rows: Map<string, number[]>; pale: number[] } {
  const rows = new Map<string, number[]>([...Object.values(ACTION_COLOURS), KEPT].map((colour) => [colour, []]))
  const pale: number[] = []
  book.refs.forEach((_, row) => {
    const starts = book.phase(row)
    const begun = starts > 0 && (phase === 0 || starts <= phase)
    rows.get(begun ? (ACTION_COLOURS[book.action(row)] ?? KEPT) : KEPT)!.push(row)
    if (!begun || (phase > 0 && starts < phase)) pale.push(row)
  })
  return { rows, pale }
}

export interface ProgrammeAtlasOptions {
  container: HTMLElement
  layers: Layers
  dark: boolean
  camera: Camera | null
  onpick: (picked: Picked | null) => void
  oncamera: (camera: Camera) => void
}

export class ProgrammeAtlas extends Atlas {
  constructor(options: ProgrammeAtlasOptions) {
    const { layers } = options
    super({ ...options, style: (dark) => styleOf(layers, dark), home: homeOf(layers), picked: ['sites-shade'] })
  }

  shade(shown: { rows: ReadonlyMap<string, number[]>; pale: number[] }): void {
    this.tell('shade', () => {
      this.paint('sites', shown.rows, [])
      const faded = shown.pale.length ? ['case', ['in', ['id'], ['literal', shown.pale]], PALE, FULL] : FULL
      this.map.setPaintProperty('sites-shade', 'fill-opacity', faded as ExpressionSpecification)
    })
  }
}

function styleOf(layers: Layers, dark: boolean): StyleSpecification {
  const layered = ['areas', 'green', 'barriers', 'sites', 'buildings', 'walk_edges'] as const
  const sources = Object.fromEntries(layered.map((name) => [name, source(layers[name] ?? EMPTY)]))
  const empty = Object.fromEntries(['labels', 'chosen'].map((name) => [name, source(EMPTY)]))
  return { version: 8, sources: { ...sources, ...empty }, layers: styleLayers(dark ? DARK : LIGHT, dark), transition: { duration: 0, delay: 0 } }
}

function styleLayers(grey: Greys, dark: boolean): LayerSpecification[] {
  return [
    { id: 'ground', type: 'background', paint: { 'background-color': grey.ground } },
    { id: 'green', type: 'fill', source: 'green', paint: { 'fill-color': grey.green } },
    ...waters(grey),
    ...choropleth('sites'),
    { id: 'site-lines', type: 'line', source: 'sites', minzoom: 12, paint: { 'line-color': grey.halo, 'line-width': byZoom(12, 0.3, 17, 1.6) } },
    ...streets(grey),
    { id: 'buildings', type: 'fill', source: 'buildings', minzoom: 13.2, paint: { 'fill-color': dark ? '#ffffff' : '#292524', 'fill-opacity': byZoom(13.2, 0.1, 16, 0.22) } },
    { id: 'area-outline', type: 'line', source: 'areas', filter: ['==', ['get', 'kind'], 'sub_district'], paint: { 'line-color': grey.outline, 'line-width': byZoom(10, 0.8, 16, 2.4), 'line-opacity': 0.75 } },
    ...chosen(grey, dark ? ACCENT.dark : ACCENT.light),
    names(grey),
  ]
}
