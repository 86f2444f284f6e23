/** The base of every map: greys beneath, so that the data carry the colour. */

import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import type { FeatureCollection } from 'geojson'
import { MARKS } from '../colours'
import { asAddress, EMPTY } from './features'

export interface Greys {
  ground: string
  green: string
  water: string
  building: string
  street: string
  way: string
  rail: string
  outline: string
  ink: string
  halo: string
  mark: string
  /** What darkens or lightens a colour that it lies over. */
  over: string
}

const LIGHT: Greys = {
  ground: '#eceae6', green: '#dde3d5', water: '#cfd6da', building: '#c9c4bd', street: '#ffffff', way: '#d3cfc8',
  rail: '#a8a29e', outline: '#57534e', ink: '#1c1917', halo: '#ffffff', mark: '#ffffff', over: '#292524',
}
const DARK: Greys = {
  ground: '#1f1d1b', green: '#242820', water: '#10171b', building: '#45403b', street: '#3b3733', way: '#312e2a',
  rail: '#6b655f', outline: '#a8a29e', ink: '#f5f4f2', halo: '#161412', mark: '#161412', over: '#ffffff',
}

export function greysOf(dark: boolean): Greys {
  return dark ? DARK : LIGHT
}

const ACCENT = { light: '#0f766e', dark: '#2dd4bf' }
const FONT = ['Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'system-ui', 'sans-serif']
export const kindIs = (...kinds: string[]): ExpressionSpecification => ['in', ['get', 'kind'], ['literal', kinds]]
export const byZoom = (...stops: number[]): ExpressionSpecification =>
  ['interpolate', ['exponential', 1.5], ['zoom'], ...stops] as unknown as ExpressionSpecification
export const polygon: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon']

/** A style of the layers given; sources named `later` are filled once the map is there. */
export function styleOf(
  layers: Partial<Record<string, FeatureCollection>>, later: readonly string[], styled: (grey: Greys, accent: string) => LayerSpecification[], dark: boolean,
): StyleSpecification {
  const grey = greysOf(dark)
  const sources = Object.entries(layers).map(([name, features]) => [name, source(features ?? EMPTY)])
  return {
    version: 8,
    sources: Object.fromEntries([...sources, ...later.filter((name) => !layers[name]).map((name) => [name, source(EMPTY)])]),
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': grey.ground } },
      { id: 'green', type: 'fill', source: 'green', paint: { 'fill-color': grey.green } },
      ...styled(grey, dark ? ACCENT.dark : ACCENT.light),
    ],
    transition: { duration: 0, delay: 0 },
  }
}

function source(data: FeatureCollection): SourceSpecification {
  return { type: 'geojson', data: asAddress(data), tolerance: 0.4 }
}

/** Sites shaded, streets and buildings over them, and the outlines of sub-districts. */
export function shadedSites(grey: Greys): LayerSpecification[] {
  return [
    ...waters(grey),
    ...choropleth('sites'),
    { id: 'site-lines', type: 'line', source: 'sites', minzoom: 12, paint: { 'line-color': grey.halo, 'line-width': byZoom(12, 0.3, 17, 1.6) } },
    ...streets(grey),
    { id: 'buildings', type: 'fill', source: 'buildings', minzoom: 13.2, paint: { 'fill-color': grey.over, 'fill-opacity': byZoom(13.2, 0.1, 16, 0.22) } },
  ]
}

export function areaOutlines(grey: Greys, level: string): LayerSpecification {
  return { id: 'area-outline', type: 'line', source: 'areas', filter: ['==', ['get', 'kind'], level], paint: { 'line-color': grey.outline, 'line-width': byZoom(10, 0.8, 16, 2.4), 'line-opacity': 0.75 } }
}

/** Protected things: a mark for a place, a broken line around grounds. */
export function heritage(grey: Greys): LayerSpecification[] {
  return [
    { id: 'heritage', type: 'circle', source: 'heritage', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-color': MARKS.heritage, 'circle-radius': byZoom(11, 1.6, 16, 5), 'circle-stroke-color': grey.mark, 'circle-stroke-width': 0.8 } },
    { id: 'heritage-grounds', type: 'line', source: 'heritage', filter: ['!', ['==', ['geometry-type'], 'Point']], paint: { 'line-color': MARKS.heritage, 'line-width': 1.4, 'line-dasharray': [3, 1.5] } },
  ]
}

/** Water beneath what stands on the land. */
export function waters(grey: Greys): LayerSpecification[] {
  return [
    { id: 'water', type: 'fill', source: 'barriers', filter: ['all', kindIs('water'), polygon], paint: { 'fill-color': grey.water } },
    { id: 'stream', type: 'line', source: 'barriers', filter: ['all', kindIs('water'), ['!', polygon]], paint: { 'line-color': grey.water, 'line-width': byZoom(10, 1, 16, 6) } },
  ]
}

/** Ways, streets and railways. */
export function streets(grey: Greys): LayerSpecification[] {
  return [
    { id: 'ways', type: 'line', source: 'walk_edges', minzoom: 12.5, filter: ['!', kindIs('street', 'main_street')], paint: { 'line-color': grey.way, 'line-width': byZoom(12.5, 0.25, 15, 0.7, 18, 2.2) } },
    { id: 'streets', type: 'line', source: 'walk_edges', minzoom: 10.8, filter: kindIs('street'), layout: { 'line-cap': 'round' }, paint: { 'line-color': grey.street, 'line-width': byZoom(11.5, 0.3, 18, 7), 'line-opacity': 0.9 } },
    { id: 'main-streets', type: 'line', source: 'walk_edges', filter: kindIs('main_street'), layout: { 'line-cap': 'round' }, paint: { 'line-color': grey.street, 'line-width': byZoom(10, 0.8, 18, 12) } },
    { id: 'railway', type: 'line', source: 'barriers', filter: kindIs('railway'), paint: { 'line-color': grey.rail, 'line-width': byZoom(10, 0.7, 16, 2), 'line-dasharray': [6, 2] } },
  ]
}

/** What was chosen: a line around it with a halo, or a ring. */
export function chosen(grey: Greys, accent: string): LayerSpecification[] {
  return [
    { id: 'chosen-halo', type: 'line', source: 'chosen', paint: { 'line-color': grey.halo, 'line-width': 6, 'line-opacity': 0.9 } },
    { id: 'chosen-line', type: 'line', source: 'chosen', paint: { 'line-color': accent, 'line-width': 3 } },
    { id: 'chosen-point', type: 'circle', source: 'chosen', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 12, 'circle-color': 'rgba(0,0,0,0)', 'circle-stroke-color': accent, 'circle-stroke-width': 3 } },
  ]
}

export function names(grey: Greys): LayerSpecification {
  return { id: 'labels', type: 'symbol', source: 'labels', layout: { 'text-field': ['get', 'text'], 'text-font': FONT, 'text-size': byZoom(10, 11, 15, 15), 'text-max-width': 8, 'text-padding': 3, 'symbol-sort-key': ['get', 'order'] }, paint: { 'text-color': grey.ink, 'text-halo-color': grey.halo, 'text-halo-width': 1.6 } }
}

/** Shaded fill, and hatching for what is unavailable; both empty until something is shown. */
export function choropleth(source: string): LayerSpecification[] {
  const none: ExpressionSpecification = ['==', ['get', 'kind'], '\n']
  return [
    { id: `${source}-shade`, type: 'fill', source, filter: none, paint: { 'fill-color': 'rgba(0,0,0,0)', 'fill-opacity': 0.82, 'fill-antialias': true } },
    { id: `${source}-hatch`, type: 'fill', source, filter: none, paint: { 'fill-pattern': 'hatch' } },
  ]
}
