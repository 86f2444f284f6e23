/** The map of a check-up: areas or sites shaded by an indicator, gaps as dots, and what lies over them. */

import type { ExpressionSpecification } from 'maplibre-gl'
import type { FeatureCollection } from 'geojson'
import { classOf, ramp } from '../../shared/colours'
import { Atlas, homeOf, type Picked, type Place } from '../../shared/map/atlas'
import { styleOf } from '../../shared/map/base'
import type { Overlay } from '../view.svelte'
import type { Layers } from './layers'
import { LATER, styled } from './style'

/** A value for each row of areas or sites; rows that are absent are not shaded, null is unavailable. */
export interface Shading {
  source: 'areas' | 'sites'
  values: Map<number, number | null>
  bounds: readonly number[]
  /** Level whose outlines are drawn. */
  level: string
}

const OVERLAY_LAYERS: Record<Overlay, readonly string[]> = {
  gaps: ['gaps'],
  facilities: ['facilities', 'facility-grounds', 'facility-edges'],
  stops: ['stops'],
  heritage: ['heritage', 'heritage-grounds'],
  buildings: ['buildings', 'building-points'],
  labels: ['labels'],
}
/** What a click finds first. */
const PICKED = ['gaps', 'facilities', 'stops', 'heritage', 'facility-grounds', 'heritage-grounds', 'buildings', 'building-points', 'sites-shade', 'sites-hatch', 'areas-shade', 'areas-hatch']

export class GapAtlas extends Atlas {
  constructor(place: Place, private readonly layers: Layers, onpick: (picked: Picked | null) => void) {
    super({ ...place, onpick, style: (dark) => styleOf(layers, LATER, styled, dark), home: homeOf(layers), picked: PICKED })
  }

  /** Draw further layers, now and after a change of dress. */
  async add(layers: Layers): Promise<void> {
    Object.assign(this.layers, layers)
    await this.ready
    for (const [name, features] of Object.entries(layers)) this.fill(name, features)
  }

  shade(shading: Shading | null): void {
    this.tell('shade', () => {
      for (const source of ['areas', 'sites'] as const) this.shadeSource(source, shading)
      const level = shading?.level ?? ''
      this.map.setFilter('area-outline', ['==', ['get', 'kind'], level === 'site' ? 'sub_district' : level])
    })
  }

  private shadeSource(source: 'areas' | 'sites', shading: Shading | null): void {
    const rows = new Map<string, number[]>(ramp((shading?.bounds.length ?? 0) + 1).map((colour) => [colour, []]))
    const colours = [...rows.keys()]
    const missing: number[] = []
    if (shading?.source === source) {
      for (const [row, value] of shading.values) {
        if (value === null) missing.push(row)
        else rows.get(colours[classOf(value, shading.bounds)]!)!.push(row)
      }
    }
    this.paint(source, rows, missing)
  }

  /** Dots of the service shown, without the causes that the reader has hidden. */
  dots(features: FeatureCollection, hiddenCauses: readonly string[]): void {
    this.tell('dots', () => {
      this.fill('gaps', features)
      this.map.setFilter('gaps', ['!', ['in', ['get', 'cause'], ['literal', [...hiddenCauses]]]])
    })
  }

  /** Only facilities of the kinds given; all where `null` is. */
  facilities(kinds: readonly string[] | null): void {
    this.tell('facilities', () => {
      const wanted: ExpressionSpecification = kinds ? ['in', ['get', 'kind'], ['literal', [...kinds]]] : ['literal', true]
      const point: ExpressionSpecification = ['==', ['geometry-type'], 'Point']
      this.map.setFilter('facilities', ['all', wanted, point])
      for (const id of ['facility-grounds', 'facility-edges']) this.map.setFilter(id, ['all', wanted, ['!', point]])
    })
  }

  overlays(shown: readonly Overlay[]): void {
    this.tell('overlays', () => {
      for (const [overlay, ids] of Object.entries(OVERLAY_LAYERS) as [Overlay, string[]][]) this.show(ids, shown.includes(overlay))
    })
  }
}
