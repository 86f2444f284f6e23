/** What the rooms show on the one map. */

import type { Feature, FeatureCollection, Position } from 'geojson'
import { EMPTY } from '../../shared/map/features'
import type { Atlas, Picked, Shading } from './atlas'

/** By then rooms go on without a map, where a browser can't draw one. */
const PATIENCE_MS = 4_000

class Stage {
  /** Says that the map stands: it shows everything for the first time. */
  stand: () => void = () => undefined
  /** When the map stands, or nobody should wait for it any longer. */
  readonly stands = new Promise<void>((stand) => {
    this.stand = stand
    setTimeout(stand, PATIENCE_MS)
  })
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
  onpick = $state.raw<((picked: Picked | null, at: Position) => void) | null>(null)

  /** Nothing of a room is left when it is. */
  clear(): void {
    this.shading = null
    this.marks = EMPTY
    this.masses = EMPTY
    this.drawn = EMPTY
    this.tell = null
    this.onpick = null
  }
}

export const stage = new Stage()
