/** The map of a programme: sites in the colours of what is done, by the phase in which works start. */

import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import type { FeatureCollection } from 'geojson'
import { Atlas, homeOf, type Picked, type Place } from '../shared/map/atlas'
import { areaOutlines, chosen, names, shadedSites, styleOf, type Greys } from '../shared/map/base'
import { collectionsOf } from '../shared/map/features'
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
  return collectionsOf(data.layers, KIND_COLUMNS)
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

const LATER = [...Object.keys(KIND_COLUMNS), 'labels', 'chosen']

export class ProgrammeAtlas extends Atlas {
  constructor(place: Place, layers: Layers, onpick: (picked: Picked | null) => void) {
    super({ ...place, onpick, style: (dark) => styleOf(layers, LATER, styled, dark), home: homeOf(layers), picked: ['sites-shade'] })
  }

  shade(shown: { rows: ReadonlyMap<string, number[]>; pale: number[] }): void {
    this.tell('shade', () => {
      this.paint('sites', shown.rows, [])
      const faded = shown.pale.length ? ['case', ['in', ['id'], ['literal', shown.pale]], PALE, FULL] : FULL
      this.map.setPaintProperty('sites-shade', 'fill-opacity', faded as ExpressionSpecification)
    })
  }
}

function styled(grey: Greys, accent: string): LayerSpecification[] {
  return [...shadedSites(grey), areaOutlines(grey, 'sub_district'), ...chosen(grey, accent), names(grey)]
}
