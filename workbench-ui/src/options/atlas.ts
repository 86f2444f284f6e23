/** The map of options: sites in the colours of a quantity, buildings and walls by their sun, an option's pieces. */

import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import type { Feature, FeatureCollection } from 'geojson'
import { classOf } from '../shared/colours'
import { among, Atlas, homeOf, stillPreferred, type Picked, type Place } from '../shared/map/atlas'
import { areaOutlines, byZoom, chosen, heritage, names, polygon, shadedSites, styleOf, type Greys } from '../shared/map/base'
import { collectionsOf } from '../shared/map/features'
import { unpacked } from '../shared/unpack'
import { AWAY, SUN_COLOURS } from './colours'
import type { LayerName, OptionData } from './data'
import { groundOf } from './ground'
import type { Shown } from './shown'
import type { Overlay } from './view.svelte'

export type Layers = Partial<Record<LayerName | 'walls' | 'ground', FeatureCollection>>

const KIND_COLUMNS: Record<LayerName, string> = {
  areas: 'level', heritage: 'heritage_class', green: 'kind', barriers: 'kind', sites: 'use_class', buildings: 'use_class', walk_edges: 'way_kind',
}
const OVERLAY_LAYERS: Record<Overlay, readonly string[]> = {
  sun: ['sun-ground', 'sun-buildings', 'walls'],
  buildings: ['buildings'],
  heritage: ['heritage', 'heritage-grounds'],
  labels: ['labels'],
}
const PICKED = ['sites-shade', 'sites-hatch']
/** Metres of a building whose height nobody knows, in three dimensions. */
const LOW_M = 3
const TILT_DEG = 55

/** Layers as features; buildings know their height and their class of sun. */
export function layersOf(data: OptionData): Layers {
  const made: Layers = collectionsOf(data.layers, KIND_COLUMNS)
  const heights = data.layers.buildings?.columns.find((column) => column.name === 'height_m')
  const median = data.sun?.buildings.median
  for (const { id, properties } of made.buildings?.features ?? []) {
    const row = id as number
    properties!.top = heights?.values?.[row] ?? LOW_M
    properties!.sun = sunColour(data, median?.[row] ?? null)
  }
  if (data.sun?.walls) made.walls = wallsOf(data)
  if (data.ground?.places.length) made.ground = groundOf(data.ground)
  return made
}

function wallsOf(data: OptionData): FeatureCollection {
  const walls = data.sun!.walls!
  const features: Feature[] = []
  for (const [row, geometry] of unpacked(walls.shapes)) {
    const hours = walls.least[row] ?? null
    const sunny = walls.sunny[row]
    // what is turned away from the sun can't be expected to have it
    const short = hours !== null && hours < data.sun!.asked
    const properties = { sun: short && !sunny ? AWAY : sunColour(data, hours), sunny }
    features.push({ type: 'Feature', id: row, geometry, properties })
  }
  return { type: 'FeatureCollection', features }
}

function sunColour(data: OptionData, hours: number | null): string {
  return hours === null ? '' : SUN_COLOURS[classOf(hours, data.sun!.bounds)]!
}

const LATER = [...Object.keys(KIND_COLUMNS), 'walls', 'ground', 'masses', 'windows', 'labels', 'chosen']

export class OptionAtlas extends Atlas {
  constructor(place: Place, layers: Layers, onpick: (picked: Picked | null) => void) {
    super({ ...place, onpick, style: (dark) => styleOf(layers, LATER, styled, dark), home: homeOf(layers), picked: PICKED })
  }

  shade({ rows, missing }: Shown): void {
    this.tell('shade', () => this.paint('sites', rows, missing))
  }

  overlays(shown: readonly Overlay[]): void {
    this.tell('overlays', () => {
      for (const [overlay, ids] of Object.entries(OVERLAY_LAYERS) as [Overlay, string[]][]) this.show(ids, shown.includes(overlay))
      // colours of two things at once could not be told apart
      this.map.setPaintProperty('sites-shade', 'fill-opacity', shown.includes('sun') ? 0.18 : 0.82)
    })
  }

  /** What the chosen option builds and pulls down, and the windows that it shades. */
  pieces(masses: FeatureCollection, windows: FeatureCollection): void {
    this.tell('pieces', () => {
      this.fill('masses', masses)
      this.fill('windows', windows)
      // what is pulled down doesn't stand among what is built in its place
      const gone = masses.features.map(({ properties }) => Number(properties?.building)).filter((row) => row >= 0)
      this.map.setFilter('buildings-solid', ['!', among(gone)])
    })
  }

  /** Stand buildings up and look at them from the side, or lay them flat again. */
  solid(solid: boolean): void {
    this.tell('solid', () => this.show(['buildings-solid', 'masses-solid'], solid))
    if (solid === this.map.getPitch() > 0) return
    this.map.easeTo({ pitch: solid ? TILT_DEG : 0, bearing: 0, animate: !stillPreferred() })
  }
}

const workIs = (work: string): ExpressionSpecification => ['==', ['get', 'work'], work]
const sunny: ExpressionSpecification = ['!=', ['get', 'sun'], '']
const hidden = { visibility: 'none' } as const

function styled(grey: Greys, accent: string): LayerSpecification[] {
  return [
    ...shadedSites(grey),
    // paler than the homes, which have an edge: one scale of colours tells of both
    { id: 'sun-ground', type: 'fill', source: 'ground', layout: hidden, paint: { 'fill-color': ['get', 'sun'], 'fill-antialias': false, 'fill-opacity': 0.4 } },
    { id: 'sun-buildings', type: 'fill', source: 'buildings', filter: sunny, layout: hidden, paint: { 'fill-color': ['get', 'sun'], 'fill-outline-color': grey.ink } },
    { id: 'walls', type: 'line', source: 'walls', minzoom: 14.5, layout: { ...hidden, 'line-cap': 'butt' }, paint: { 'line-color': ['get', 'sun'], 'line-width': byZoom(14.5, 1, 17, ['case', ['==', ['get', 'sunny'], 1], 5, 2.5] as never) } },
    areaOutlines(grey, 'sub_district'),
    ...heritage(grey),
    { id: 'masses-gone', type: 'fill', source: 'masses', filter: ['all', workIs('demolished'), polygon], paint: { 'fill-pattern': 'hatch', 'fill-opacity': 0.9 } },
    { id: 'masses-gone-edge', type: 'line', source: 'masses', filter: workIs('demolished'), paint: { 'line-color': grey.ink, 'line-width': 1.2, 'line-dasharray': [2, 2] } },
    { id: 'masses-built', type: 'fill', source: 'masses', filter: ['all', workIs('built'), polygon], paint: { 'fill-color': accent, 'fill-opacity': 0.75 } },
    { id: 'masses-edge', type: 'line', source: 'masses', filter: workIs('built'), paint: { 'line-color': grey.ink, 'line-width': 1 } },
    { id: 'buildings-solid', type: 'fill-extrusion', source: 'buildings', minzoom: 13, layout: hidden, paint: { 'fill-extrusion-color': ['case', sunny, ['get', 'sun'], grey.building] as ExpressionSpecification, 'fill-extrusion-height': ['get', 'top'], 'fill-extrusion-opacity': 0.85 } },
    { id: 'masses-solid', type: 'fill-extrusion', source: 'masses', filter: workIs('built'), layout: hidden, paint: { 'fill-extrusion-color': accent, 'fill-extrusion-base': ['get', 'bottom'], 'fill-extrusion-height': ['get', 'top'], 'fill-extrusion-opacity': 0.95 } },
    ...chosen(grey, accent),
    { id: 'windows', type: 'circle', source: 'windows', paint: { 'circle-color': '#b42318', 'circle-radius': 6, 'circle-stroke-color': grey.mark, 'circle-stroke-width': 2 } },
    names(grey),
  ]
}
