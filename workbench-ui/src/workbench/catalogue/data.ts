/** The catalogue as the server tells it. */

import type { FeatureCollection, Position } from 'geojson'
import type { Words } from '../../shared/words'
import { addressOf, ask, type Query } from '../api/client'

/** One project, or an offer of projects, as the list shows it. */
export interface Entry {
  kind: 'project' | 'offer'
  ref: string
  code: string
  name: Words
  stage: string
  unit: Words
  uses: readonly string[]
  zones: readonly string[]
  roles: readonly string[]
  sites_count: number
  starts_on: string | null
  ends_on: string | null
  lng: number | null
  lat: number | null
  made_up: boolean
}

export interface Found { entries: readonly Entry[]; total: number; next: string | null }

/** What happens at a place: a site, its project, who moves, what arrives. */
export interface Here {
  site: string
  name: Words
  /** How far it is from the place asked about; nothing: it lies there. */
  distance_m: number
  project: { ref: string; code: string; name: Words; stage: string }
  action: string
  option: Words
  phase: Words
  starts_on: string | null
  opens_on: string | null
  /** `null`: nobody has to. */
  moving: Words | null
  moving_withheld: boolean
  arrives: readonly Words[]
}

export interface Looked { name: Words; lng: number | null; lat: number | null; sites: readonly Here[] }

const PAGE = 100

export const catalogueAt = (ref: string, end = '', query: Query = {}) => addressOf(`/api/catalogue/${encodeURIComponent(ref)}${end}`, query)

/** The first page of the projects that pass the filters. */
export async function search(filters: Query, signal: AbortSignal): Promise<Found> {
  return ask<Found>('/api/catalogue', { query: { kind: 'project', limit: PAGE, ...filters }, signal })
}

export const grounds = (signal: AbortSignal) => ask<FeatureCollection>('/api/catalogue.geojson', { signal })

export function lookAt(place: Position | null, street: string, signal: AbortSignal): Promise<Looked> | null {
  if (place) return ask<Looked>('/api/catalogue/at', { query: { lon: place[0]!, lat: place[1]! }, signal })
  return street ? ask<Looked>('/api/catalogue/at', { query: { q: street }, signal }) : null
}
