/** How the map looks: greys beneath, so that the data carry the colour. */

import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import { CAUSE_COLOURS, MARKS } from '../../shared/colours'
import { areaOutlines, byZoom, choropleth, chosen, heritage, names, polygon, streets, waters, type Greys } from '../../shared/map/base'

/** Sources that may be filled once the map is there. */
export const LATER = ['areas', 'facilities', 'stops', 'heritage', 'green', 'barriers', 'sites', 'buildings', 'walk_edges', 'gaps', 'labels', 'chosen']

export function styled(grey: Greys, accent: string): LayerSpecification[] {
  return [
    ...choropleth('areas'),
    ...choropleth('sites'),
    ...waters(grey),
    { id: 'site-lines', type: 'line', source: 'sites', minzoom: 13, paint: { 'line-color': grey.outline, 'line-width': byZoom(13, 0.15, 17, 0.8), 'line-opacity': 0.5 } },
    { id: 'buildings', type: 'fill', source: 'buildings', minzoom: 10.8, paint: { 'fill-color': grey.building, 'fill-opacity': 0.8 } },
    { id: 'building-points', type: 'circle', source: 'buildings', minzoom: 12, filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-color': grey.building, 'circle-radius': byZoom(12, 0.5, 17, 4) } },
    ...streets(grey),
    areaOutlines(grey, ''),
    { id: 'facility-grounds', type: 'fill', source: 'facilities', filter: polygon, paint: { 'fill-color': MARKS.facility, 'fill-opacity': 0.22 } },
    { id: 'facility-edges', type: 'line', source: 'facilities', filter: polygon, paint: { 'line-color': MARKS.facility, 'line-width': 1 } },
    ...heritage(grey),
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
