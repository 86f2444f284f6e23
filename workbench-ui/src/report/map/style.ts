/** How the map looks: greys beneath, so that the data carry the colour. */

import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import { CAUSE_COLOURS, MARKS } from '../../shared/colours'
import { asAddress, type Layers } from './layers'

interface Greys {
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
}

const LIGHT: Greys = {
  ground: '#eceae6', green: '#dde3d5', water: '#cfd6da', building: '#c9c4bd', street: '#ffffff', way: '#d3cfc8',
  rail: '#a8a29e', outline: '#57534e', ink: '#1c1917', halo: '#ffffff', mark: '#ffffff',
}
const DARK: Greys = {
  ground: '#1f1d1b', green: '#242820', water: '#10171b', building: '#45403b', street: '#3b3733', way: '#312e2a',
  rail: '#6b655f', outline: '#a8a29e', ink: '#f5f4f2', halo: '#161412', mark: '#161412',
}

const ACCENT = { light: '#0f766e', dark: '#2dd4bf' }
const FONT = ['Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'system-ui', 'sans-serif']
const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] }

export function styleOf(layers: Layers, dark: boolean): StyleSpecification {
  const source = (data: GeoJSON.FeatureCollection): SourceSpecification => ({ type: 'geojson', data: asAddress(data), tolerance: 0.4 })
  const names = ['areas', 'facilities', 'stops', 'heritage', 'green', 'barriers', 'sites', 'buildings', 'walk_edges'] as const
  const sources = Object.fromEntries(names.map((name) => [name, source(layers[name] ?? EMPTY)]))
  return {
    version: 8,
    sources: { ...sources, gaps: source(EMPTY), labels: source(EMPTY), chosen: source(EMPTY) },
    layers: layersOf(dark ? DARK : LIGHT, dark),
    transition: { duration: 0, delay: 0 },
  }
}

const kindIs = (...kinds: string[]): ExpressionSpecification => ['in', ['get', 'kind'], ['literal', kinds]]
const byZoom = (...stops: number[]): ExpressionSpecification =>
  ['interpolate', ['exponential', 1.5], ['zoom'], ...stops] as unknown as ExpressionSpecification

function layersOf(grey: Greys, dark: boolean): LayerSpecification[] {
  const polygon: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon']
  const accent = dark ? ACCENT.dark : ACCENT.light
  return [
    { id: 'ground', type: 'background', paint: { 'background-color': grey.ground } },
    { id: 'green', type: 'fill', source: 'green', paint: { 'fill-color': grey.green } },
    ...choropleth('areas'),
    ...choropleth('sites'),
    { id: 'water', type: 'fill', source: 'barriers', filter: ['all', kindIs('water'), polygon], paint: { 'fill-color': grey.water } },
    { id: 'stream', type: 'line', source: 'barriers', filter: ['all', kindIs('water'), ['!', polygon]], paint: { 'line-color': grey.water, 'line-width': byZoom(10, 1, 16, 6) } },
    { id: 'site-lines', type: 'line', source: 'sites', minzoom: 13, paint: { 'line-color': grey.outline, 'line-width': byZoom(13, 0.15, 17, 0.8), 'line-opacity': 0.5 } },
    { id: 'buildings', type: 'fill', source: 'buildings', minzoom: 10.8, paint: { 'fill-color': grey.building, 'fill-opacity': dark ? 0.75 : 0.8 } },
    { id: 'building-points', type: 'circle', source: 'buildings', minzoom: 12, filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-color': grey.building, 'circle-radius': byZoom(12, 0.5, 17, 4) } },
    { id: 'ways', type: 'line', source: 'walk_edges', minzoom: 12.5, filter: ['!', kindIs('street', 'main_street')], paint: { 'line-color': grey.way, 'line-width': byZoom(12.5, 0.25, 15, 0.7, 18, 2.2) } },
    { id: 'streets', type: 'line', source: 'walk_edges', minzoom: 10.8, filter: kindIs('street'), layout: { 'line-cap': 'round' }, paint: { 'line-color': grey.street, 'line-width': byZoom(11.5, 0.3, 18, 7), 'line-opacity': 0.9 } },
    { id: 'main-streets', type: 'line', source: 'walk_edges', filter: kindIs('main_street'), layout: { 'line-cap': 'round' }, paint: { 'line-color': grey.street, 'line-width': byZoom(10, 0.8, 18, 12) } },
    { id: 'railway', type: 'line', source: 'barriers', filter: kindIs('railway'), paint: { 'line-color': grey.rail, 'line-width': byZoom(10, 0.7, 16, 2), 'line-dasharray': [6, 2] } },
    { id: 'area-outline', type: 'line', source: 'areas', filter: ['==', ['get', 'kind'], ''], paint: { 'line-color': grey.outline, 'line-width': byZoom(10, 0.8, 16, 2.4), 'line-opacity': 0.75 } },
    { id: 'facility-grounds', type: 'fill', source: 'facilities', filter: polygon, paint: { 'fill-color': MARKS.facility, 'fill-opacity': 0.22 } },
    { id: 'facility-edges', type: 'line', source: 'facilities', filter: polygon, paint: { 'line-color': MARKS.facility, 'line-width': 1 } },
    { id: 'heritage', type: 'circle', source: 'heritage', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-color': MARKS.heritage, 'circle-radius': byZoom(11, 1.6, 16, 5), 'circle-stroke-color': grey.mark, 'circle-stroke-width': 0.8 } },
    { id: 'heritage-grounds', type: 'line', source: 'heritage', filter: ['!', ['==', ['geometry-type'], 'Point']], paint: { 'line-color': MARKS.heritage, 'line-width': 1.4, 'line-dasharray': [3, 1.5] } },
    { id: 'gaps', type: 'circle', source: 'gaps', paint: gapPaint(grey) },
    { id: 'stops', type: 'circle', source: 'stops', paint: { 'circle-color': grey.mark, 'circle-radius': byZoom(11, 1.8, 16, 5), 'circle-stroke-color': grey.outline, 'circle-stroke-width': byZoom(11, 1, 16, 2) } },
    { id: 'facilities', type: 'circle', source: 'facilities', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-color': MARKS.facility, 'circle-radius': byZoom(11, 2.4, 16, 7), 'circle-stroke-color': grey.mark, 'circle-stroke-width': 1.4 } },
    { id: 'chosen-halo', type: 'line', source: 'chosen', paint: { 'line-color': grey.halo, 'line-width': 6, 'line-opacity': 0.9 } },
    { id: 'chosen-line', type: 'line', source: 'chosen', paint: { 'line-color': accent, 'line-width': 3 } },
    { id: 'chosen-point', type: 'circle', source: 'chosen', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 12, 'circle-color': 'rgba(0,0,0,0)', 'circle-stroke-color': accent, 'circle-stroke-width': 3 } },
    { id: 'labels', type: 'symbol', source: 'labels', layout: { 'text-field': ['get', 'text'], 'text-font': FONT, 'text-size': byZoom(10, 11, 15, 15), 'text-max-width': 8, 'text-padding': 3, 'symbol-sort-key': ['get', 'order'] }, paint: { 'text-color': grey.ink, 'text-halo-color': grey.halo, 'text-halo-width': 1.6 } },
  ]
}

/** Shaded fill, and hatching for what is unavailable; both empty until an indicator is shown. */
function choropleth(source: 'areas' | 'sites'): LayerSpecification[] {
  const none: ExpressionSpecification = ['==', ['get', 'kind'], '\n']
  return [
    { id: `${source}-shade`, type: 'fill', source, filter: none, paint: { 'fill-color': 'rgba(0,0,0,0)', 'fill-opacity': 0.82, 'fill-antialias': true } },
    { id: `${source}-hatch`, type: 'fill', source, filter: none, paint: { 'fill-pattern': 'hatch' } },
  ]
}

/** Dots whose area follows the people. */
function gapPaint(grey: Greys) {
  const radius = (scale: number): ExpressionSpecification => ['max', scale * 6, ['*', scale, ['sqrt', ['get', 'people']]]]
  const colours = Object.entries(CAUSE_COLOURS).flat()
  return {
    'circle-color': ['match', ['get', 'cause'], ...colours, '#8c8c8c'] as unknown as ExpressionSpecification,
    'circle-radius': ['interpolate', ['exponential', 2], ['zoom'], 10, radius(0.06), 12, radius(0.14), 14, radius(0.42), 17, radius(1.5)] as unknown as ExpressionSpecification,
    'circle-stroke-color': grey.mark,
    'circle-stroke-width': byZoom(11, 0, 15, 0.8),
    'circle-opacity': byZoom(11, 0.7, 15, 0.85),
  }
}
