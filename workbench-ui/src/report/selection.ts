/** What was chosen, as words for the address and as a shape for the map. */

import type { Feature } from 'geojson'
import type { LayerName, ReportData } from './data'
import type { Lookup } from './lookup'
import type { Picked } from '../shared/map/atlas'
import type { Layers } from './map/layers'
import type { Selection } from './view.svelte'

/** Layers whose rows have no reference of their own in the page are named by position. */
export function selectionOf(data: ReportData, lookup: Lookup, picked: Picked | null): Selection | null {
  if (!picked) return null
  if (picked.source === 'gaps') return { kind: 'gap', ref: String(picked.row) }
  if (picked.source === 'areas') return { kind: 'area', ref: lookup.areas[picked.row]?.ref ?? '' }
  const layer = data.layers[picked.source as LayerName]
  return { kind: picked.source, ref: layer?.refs?.[picked.row] ?? String(picked.row) }
}

/** The shape of what was chosen, or null: of a finding, that of its area, else its point. */
export function chosenFeature(data: ReportData, lookup: Lookup, layers: Layers, selection: Selection): Feature | null {
  const { kind, ref } = selection
  if (kind === 'finding') {
    const finding = data.findings.find((one) => one.ref === ref)
    if (!finding || finding.level === 'district') return null
    const shape = finding.level === 'site' ? featureAt(data, lookup, layers, 'sites', finding.area) : areaAt(lookup, layers, finding.area)
    return shape ?? (finding.at ? { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: finding.at } } : null)
  }
  if (kind === 'area') return areaAt(lookup, layers, ref)
  return kind === 'gap' ? null : featureAt(data, lookup, layers, kind as LayerName, ref)
}

function areaAt(lookup: Lookup, layers: Layers, ref: string): Feature | null {
  const row = lookup.area(ref)?.row
  return layers.areas?.features.find((feature) => feature.id === row) ?? null
}

function featureAt(data: ReportData, lookup: Lookup, layers: Layers, name: LayerName, ref: string): Feature | null {
  const row = lookup.row(data.layers[name], ref)
  return layers[name]?.features.find((feature) => feature.id === row) ?? null
}
