/** What the rooms show on the one map. */

import type { Feature, FeatureCollection } from 'geojson'
import { EMPTY } from '../../shared/map/features'
import type { Atlas, Picked, Shading } from './atlas'

class Stage {
  atlas = $state.raw<Atlas | null>(null)
  shading = $state.raw<Shading | null>(null)
  marks = $state.raw<FeatureCollection>(EMPTY)
  /** Pieces that an option builds or pulls down. */
  masses = $state.raw<FeatureCollection>(EMPTY)
  drawn = $state.raw<FeatureCollection>(EMPTY)
  chosen = $state.raw<Feature | null>(null)
  /** What is said of the thing under the pointer; `null` says nothing. */
  tell = $state.raw<((picked: Picked) => string | null) | null>(null)
  /** What a click on the map does, where it does more than choose. */
  onpick = $state.raw<((picked: Picked | null) => void) | null>(null)

  /** Nothing of a room is left when it is. */
  clear(): void {
    this.shading = null
    this.marks = EMPTY
    this.masses = EMPTY
    this.tell = null
    this.onpick = null
  }
}

export const stage = new Stage()
