/** What the one map draws: the district's own streets, water, green and buildings in greys; the shaded layer; marks over it. */

import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import { greysOf, byZoom, chosen, heritage, names, shadedSites, areaOutlines, type Greys } from '../../shared/map/base'
import { EMPTY } from '../../shared/map/features'

/** Collections of which the base map is made, and the column of each that tells its kinds apart. */
const KINDS: Readonly<Record<string, string>> = {
  areas: 'level', heritage: 'heritage_class', green: 'kind', barriers: 'kind', sites: 'use_class', buildings: 'use_class', walk_edges: 'way_kind',
}
/** What is drawn from places that the rooms hold, not from tiles. */
const HELD = ['drawn', 'marks', 'masses', 'chosen', 'draft', 'labels'] as const
export type Held = (typeof HELD)[number]

/** Zoom from which on a collection is of use: nothing is asked for before. */
const FIRST_ZOOM: Readonly<Record<string, number>> = { areas: 8, sites: 10, green: 9, barriers: 9, heritage: 12, walk_edges: 13, buildings: 13 }
/** Deepest zoom at which tiles are cut; nearer, they are drawn larger. */
const LAST_ZOOM = 16
const LOW_M = 3

export interface Base {
  /** The collection that a layer is drawn from; `null` where none may be read here. */
  ground: (layer: string) => string | null
  /** What an address of tiles has for its collection. */
  tiles: (collection: string) => string
  bounds: [number, number, number, number]
}

export function styleOf(base: Base, dark: boolean, solid: boolean): StyleSpecification {
  const grey = greysOf(dark)
  const sources: Record<string, SourceSpecification> = Object.fromEntries(HELD.map((name) => [name, { type: 'geojson', data: EMPTY }]))
  for (const name of Object.keys(KINDS).filter((one) => base.ground(one))) sources[name] = tiled(name, base)
  const accent = dark ? '#2dd4bf' : '#0f766e'
  const layers = [
    { id: 'ground', type: 'background', paint: { 'background-color': grey.ground } } as LayerSpecification,
    { id: 'green', type: 'fill', source: 'green', paint: { 'fill-color': grey.green } } as LayerSpecification,
    ...shadedAreas(), ...shadedSites(grey), ...solids(grey, solid), ...masses(accent), ...heritage(grey).map((layer) => ({ ...layer, minzoom: 15 }) as LayerSpecification), areaOutlines(grey, 'sub_district'),
    ...drawn(grey, accent), ...marks(grey), ...chosen(grey, accent), ...draft(accent, grey), names(grey),
  ]
  return {
    version: 8,
    sources,
    layers: layers.filter((layer) => !('source' in layer) || String(layer.source) in sources).map((layer) => ofTiles(unseen(layer), base)),
    transition: { duration: 0, delay: 0 },
  }
}

function tiled(name: string, { ground, tiles, bounds }: Base): SourceSpecification {
  return { type: 'vector', tiles: [tiles(ground(name)!)], bounds, minzoom: FIRST_ZOOM[name] ?? 0, maxzoom: LAST_ZOOM }
}

/** A layer as the reports draw it, told where its tiles have what it asks for. */
function ofTiles(layer: LayerSpecification, { ground }: Base): LayerSpecification {
  const source = 'source' in layer ? String(layer.source) : ''
  const kind = KINDS[source]
  if (!kind) return layer
  const told = JSON.stringify(layer).replaceAll('["get","kind"]', `["get","${kind}"]`)
  return { ...(JSON.parse(told) as LayerSpecification), 'source-layer': ground(source) } as LayerSpecification
}

const NONE: ExpressionSpecification = ['==', ['get', 'ref'], '\n']

/** Shades, and what rooms hold, stay away until there is something to show: what isn't seen asks for nothing. */
function unseen(layer: LayerSpecification): LayerSpecification {
  const isEmpty = 'source' in layer && (HELD as readonly string[]).includes(String(layer.source))
  return isEmpty || /^(areas|sites)-(shade|hatch|edge)$/.test(layer.id) ? ({ ...layer, layout: { ...layer.layout, visibility: 'none' } } as LayerSpecification) : layer
}

function shadedAreas(): LayerSpecification[] {
  return [
    { id: 'areas-shade', type: 'fill', source: 'areas', filter: NONE, paint: { 'fill-color': 'rgba(0,0,0,0)', 'fill-opacity': 0.82 } },
    { id: 'areas-hatch', type: 'fill', source: 'areas', filter: NONE, paint: { 'fill-pattern': 'hatch' } },
    { id: 'areas-edge', type: 'line', source: 'areas', filter: NONE, paint: { 'line-color': '#ffffff', 'line-width': byZoom(10, 0.4, 16, 1.6), 'line-opacity': 0.7 } },
  ]
}

/** Buildings standing up, where the reader asks for it. */
function solids(grey: Greys, solid: boolean): LayerSpecification[] {
  const height: ExpressionSpecification = ['coalesce', ['get', 'height_m'], LOW_M]
  return [
    {
      id: 'solids', type: 'fill-extrusion', source: 'buildings', minzoom: 13.2, layout: { visibility: solid ? 'visible' : 'none' },
      paint: { 'fill-extrusion-color': grey.building, 'fill-extrusion-height': height, 'fill-extrusion-opacity': 0.85 },
    },
  ]
}

/** What an option builds, and what it pulls down. */
function masses(accent: string): LayerSpecification[] {
  const colour: ExpressionSpecification = ['case', ['==', ['get', 'work'], 'demolished'], '#b42318', accent]
  return [
    { id: 'masses-ground', type: 'fill', source: 'masses', paint: { 'fill-color': colour, 'fill-opacity': 0.35 } },
    {
      id: 'masses', type: 'fill-extrusion', source: 'masses',
      paint: { 'fill-extrusion-color': colour, 'fill-extrusion-base': ['get', 'bottom_m'], 'fill-extrusion-height': ['get', 'top_m'], 'fill-extrusion-opacity': 0.75 },
    },
  ]
}

/** Areas that planners drew, and the ground of projects. */
function drawn(grey: Greys, accent: string): LayerSpecification[] {
  return [
    { id: 'drawn-shade', type: 'fill', source: 'drawn', paint: { 'fill-color': ['coalesce', ['get', 'colour'], accent], 'fill-opacity': ['coalesce', ['get', 'opacity'], 0.22] } },
    { id: 'drawn-edge', type: 'line', source: 'drawn', paint: { 'line-color': ['coalesce', ['get', 'colour'], accent], 'line-width': 2, 'line-dasharray': [4, 1.5] } },
    {
      id: 'drawn-names', type: 'symbol', source: 'drawn', layout: { 'text-field': ['get', 'name'], 'text-size': 12, 'text-font': ['Noto Sans SC', 'system-ui', 'sans-serif'] },
      paint: { 'text-color': grey.ink, 'text-halo-color': grey.halo, 'text-halo-width': 1.6 },
    },
  ]
}

/** Places that a room points at: people without a service, findings. */
function marks(grey: Greys): LayerSpecification[] {
  const size: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 10, ['*', 0.5, ['coalesce', ['get', 'size'], 4]], 16, ['*', 2, ['coalesce', ['get', 'size'], 4]]]
  return [
    {
      id: 'marks', type: 'circle', source: 'marks',
      paint: { 'circle-radius': size, 'circle-color': ['coalesce', ['get', 'colour'], '#b42318'], 'circle-opacity': 0.75, 'circle-stroke-color': grey.halo, 'circle-stroke-width': 0.8 },
    },
  ]
}

/** What is being drawn now: its edge, its corners, and the middles from which a corner may be made. */
function draft(accent: string, grey: Greys): LayerSpecification[] {
  const corner: ExpressionSpecification = ['==', ['get', 'part'], 'corner']
  return [
    { id: 'draft-shade', type: 'fill', source: 'draft', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': accent, 'fill-opacity': 0.15 } },
    { id: 'draft-edge', type: 'line', source: 'draft', filter: ['!', ['==', ['geometry-type'], 'Point']], paint: { 'line-color': accent, 'line-width': 2.5 } },
    {
      id: 'draft-corners', type: 'circle', source: 'draft', filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': ['case', ['boolean', ['get', 'held'], false], 8, corner, 6, 4], 'circle-color': ['case', ['boolean', ['get', 'held'], false], accent, grey.halo],
        'circle-stroke-color': accent, 'circle-stroke-width': ['case', corner, 2.5, 1.2], 'circle-opacity': ['case', corner, 1, 0.7],
      },
    },
  ]
}
