/** The district that this server serves, and which of its layers may be read here. */

import { ask, Problem } from './api/client'
import type { CollectionAnswer, DistrictAnswer, LandingAnswer, StartAnswer } from './api/types'
import { session } from './session.svelte'
import type { Bounds } from '../shared/map/features'
import type { Words } from '../shared/words'

/** Layers that the map draws. */
const BASE = ['areas', 'sites', 'buildings', 'walk_edges', 'green', 'barriers', 'heritage']

class District {
  landing = $state.raw<LandingAnswer | null>(null)
  /** `null` where this person may not read it. */
  facts = $state.raw<DistrictAnswer | null>(null)
  collections = $state.raw<readonly CollectionAnswer[]>([])
  known = $state(false)
  problem = $state.raw<Problem | null>(null)
  private offered = $state.raw<Bounds | null>(null)

  get name(): Words {
    const told = this.facts ?? this.landing
    return [told?.name_en ?? '', told?.name_zh ?? '']
  }

  get madeUp(): boolean {
    return (this.facts ?? this.landing)?.made_up ?? false
  }

  /** West, south, east, north of what may be read. */
  get bounds(): Bounds | null {
    if (this.facts?.bounds_deg) return this.facts.bounds_deg
    const boxes = this.collections.flatMap((one) => one.extent?.spatial?.bbox?.slice(0, 1) ?? [])
    if (!boxes.length) return this.offered
    const side = (place: 0 | 1 | 2 | 3, pick: (...all: number[]) => number) => pick(...boxes.map((box) => box[place]!))
    return [side(0, Math.min), side(1, Math.min), side(2, Math.max), side(3, Math.max)]
  }

  /** Where the catalogue's projects lie, for those who may read no layer. */
  offer(bounds: Bounds): void {
    this.offered = bounds
  }

  has(collection: string): boolean {
    return this.collections.some(({ id }) => id === collection)
  }

  /** Changes when the map must be made anew: other layers may be read, or what they hold is another version. */
  get base(): string {
    return BASE.map((layer) => {
      const ground = this.ground(layer)
      return `${ground} ${this.collections.find(({ id }) => id === ground)?.version}`
    }).join()
  }

  /** The collection that has the places of areas or sites here: the layer itself, else one of a run that is published. */
  ground(layer: string): string | null {
    if (this.has(layer)) return layer
    return this.collections.find(({ id }) => id.endsWith(`.${layer}`))?.id ?? null
  }

  /** Who asks, and what there is for them: one answer. */
  async look(): Promise<void> {
    this.problem = null
    try {
      const told = await ask<StartAnswer>('/api/start')
      session.take(told.session)
      this.landing = told.landing
      this.facts = told.district
      this.collections = told.collections
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
      this.problem = fault
    } finally {
      this.known = true
    }
  }
}

export const district = new District()
