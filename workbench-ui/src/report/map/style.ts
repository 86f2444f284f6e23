/** How the map looks: greys beneath, so that the data carry the colour. */

import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { CAUSE_COLOURS, MARKS } from '../../shared/colours'
import { ACCENT, byZoom, choropleth, chosen, DARK, LIGHT, names, polygon, source, streets, waters, type Greys } from '../../shared/map/base'
import { EMPTY } from '../../shared/map/features'
import type { Layers } from './layers'

export function styleOf(layers: Layers, dark: boolean): StyleSpecification {
  const layered = ['areas', 'facilities', 'stops', 'heritage', 'green', 'barriers', 'sites', 'buildings', 'walk_edges'] as const
  const sources = Object.fromEntries(layered.map((name) => [name, source(layers[name] ?? EMPTY)]))
  return {
    version: 8,
    sources: { ...sources, gaps: source(EMPTY), labels: source(EMPTY), chosen: source(EMPTY) },
    layers: layersOf(dark ? DARK : LIGHT, dark),
    transition: { duration: 0, delay: 0 },
  }
}

function layersOf(grey: Greys, dark: boolean): LayerSpecification[] {
  const accent = dark ? ACCENT.dark : ACCENT.light
  return [
    { id: 'ground', type: 'background', paint: { 'background-color': grey.ground } },
    { id: 'green', type: 'fill', source: 'green', paint: { 'fill-color': grey.green } },
    ...choropleth('areas'),
    ...choropleth('sites'),
    ...waters(grey),
    { id: 'site-lines', type: 'line', source: 'sites', minzoom: 13, paint: { 'line-color': grey.outline, 'line-width': byZoom(13, 0.15, 17, 0.8), 'line-opacity': 0.5 } },
    { id: 'buildings', type: 'fill', source: 'buildings', minzoom: 10.8, paint: { 'fill-color': grey.building, 'fill-opacity': dark ? 0.75 : 0.8 } },
    { id: 'building-points', type: 'circle', source: 'buildings', minzoom: 12, filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-color': grey.building, 'circle-radius': byZoom(12, 0.5, 17, 4) } },
    ...streets(grey),
    { id: 'area-outline', type: 'line', source: 'areas', filter: ['==', ['get', 'kind'], ''], paint: { 'line-color': grey.outline, 'line-width': byZoom(10, 0.8, 16, 2.4), 'line-opacity': 0.75 } },
    { id: 'facility-grounds', type: 'fill', source: 'facilities', filter: polygon, paint: { 'fill-color': MARKS.facility, 'fill-opacity': 0.22 } },
    { id: 'facility-edges', type: 'line', source: 'facilities', filter: polygon, paint: { 'line-color': MARKS.facility, 'line-width': 1 } },
    { id: 'heritage', type: 'circle', source: 'heritage', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-color': MARKS.heritage, 'circle-radius': byZoom(11, 1.6, 16, 5), 'circle-stroke-color': grey.mark, 'circle-stroke-width': 0.8 } },
    { id: 'heritage-grounds', type: 'line', source: 'heritage', filter: ['!', ['==', ['geometry-type'], 'Point']], paint: { 'line-color': MARKS.heritage, 'line-width': 1.4, 'line-dasharray': [3, 1.5] } },
    { id: 'gaps', type: 'circle', source: 'gaps', paint: gapPaint(grey) },
    { id: 'stops', type: 'circle', source: 'stops', paint: { 'circle-color': grey.mark, 'circle-radius': byZoom(11, 1.8, 16, 5), 'circle-stroke-color': grey.outline, 'circle-stroke-width': byZoom(11, 1, 16, 2) } },
    { id: 'facilities', type: 'circle', source: 'facilities', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-color': MARKS.facility, 'circle-radius': byZoom(11, 2.4, 16, 7), 'circle-stroke-color': grey.mark, 'circle-stroke-width': 1.4 } },
    ...chosen(grey, accent),
    names(grey),
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
