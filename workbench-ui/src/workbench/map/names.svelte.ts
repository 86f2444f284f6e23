/** The names written on the map: those of the sub-districts. */

import type { FeatureCollection } from 'geojson'
import { labelOf } from '../../shared/map/labels'
import { say, type Language } from '../../shared/words'
import { ask, Problem } from '../api/client'
import { district } from '../district.svelte'

class Names {
  areas = $state.raw<FeatureCollection | null>(null)
  private asked = false

  /** Ask once, and only where areas may be read; a map without names is a map. */
  async look(): Promise<void> {
    const collection = district.ground('areas')
    if (this.asked || !collection) return
    this.asked = true
    try {
      this.areas = await ask<FeatureCollection>(`/api/collections/${collection}/items`, { query: { level: 'sub_district', limit: 100 } })
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
    }
  }
}

const names = new Names()

export function labels(language: Language): FeatureCollection {
  void names.look()
  const found = (names.areas?.features ?? []).flatMap(({ geometry, properties }) => labelOf(say([nameOf(properties, 'name_en'), nameOf(properties, 'name_zh')], language), geometry))
  return {
    type: 'FeatureCollection',
    features: found.map(({ text, at, order }) => ({ type: 'Feature', properties: { text, order }, geometry: { type: 'Point', coordinates: at } })),
  }
}

function nameOf(properties: Readonly<Record<string, unknown>> | null, field: string): string {
  const other = field === 'name_en' ? 'name_zh' : 'name_en'
  return String(properties?.[field] || properties?.[other] || properties?.ref || '')
}
