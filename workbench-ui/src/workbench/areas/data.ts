/** Areas that planners drew, as records. */

import type { Feature, FeatureCollection, MultiPolygon, Position } from 'geojson'
import { say, type Language, type Words } from '../../shared/words'
import type { Conflict } from '../api/records'
import type { Kept } from '../api/types'
import { differing, type Differs } from '../frame/differs'
import type { Ring } from '../map/drawing.svelte'
import { words } from '../words.svelte'
import { TEXTS } from './texts'

export interface Target {
  term: string
  amount: number
  functional_zone?: string | null
  standard?: string | null
  use_class?: string | null
}

export interface Area extends Kept {
  kind: string
  name_en: string
  name_zh: string
  place: MultiPolygon
  role_en: string
  role_zh: string
  lead_party: string
  mode: string
  targets: readonly Target[]
  source: string
}

/** What a person fills in. */
export type Draft = Pick<Area, 'kind' | 'name_en' | 'name_zh' | 'role_en' | 'role_zh' | 'lead_party' | 'mode' | 'targets' | 'source'>

export const EMPTY_DRAFT: Draft = { kind: 'renewal_unit', name_en: '', name_zh: '', role_en: '', role_zh: '', lead_party: '', mode: '', targets: [], source: '' }

export const COLOURS: Readonly<Record<string, string>> = { functional_zone: '#3b7dc4', renewal_unit: '#0f766e', transfer_area: '#c17f12', governed_area: '#8e5bb5' }

export function draftOf(area: Area): Draft {
  const { kind, name_en, name_zh, role_en, role_zh, lead_party, mode, targets, source } = area
  return { kind, name_en, name_zh, role_en, role_zh, lead_party, mode, targets, source }
}

const HEADS = { kind: TEXTS.kind, name_zh: TEXTS.nameZh, name_en: TEXTS.nameEn, lead_party: TEXTS.lead, mode: TEXTS.mode, role_zh: TEXTS.roleZh, role_en: TEXTS.roleEn, targets: TEXTS.targets, source: TEXTS.source, place: TEXTS.shape } as const
const LISTS: Partial<Record<keyof Area, string>> = { kind: 'area_kinds', mode: 'renewal_modes' }

/** What of an area two people saved otherwise. */
export function differs({ mine, current }: Conflict<Area>): Differs[] {
  return differing<Area>(HEADS, mine, current, (field, of) => {
    const value = of[field]
    if (field === 'place') return of === mine ? TEXTS.otherShape : TEXTS.sameShape
    if (field === 'targets') return toldTargets(of.targets ?? [])
    const list = LISTS[field]
    return list ? words.code(list, String(value)) : [String(value ?? ''), String(value ?? '')]
  })
}

function toldTargets(targets: readonly Target[]): Words {
  const told = (place: 0 | 1): string => targets.map(({ term, amount }) => `${words.code('value_terms', term)[place]} ≥ ${amount}`).join('; ')
  return [told(0), told(1)]
}

export function nameOf(area: Pick<Area, 'name_en' | 'name_zh'>): Words {
  return [area.name_en || area.name_zh, area.name_zh || area.name_en]
}

export function shownOf(areas: readonly Area[], language: Language): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: areas.map((area): Feature => ({ type: 'Feature', geometry: area.place, properties: { ref: area.ref, name: say(nameOf(area), language), colour: COLOURS[area.kind] } })),
  }
}

/** Corners of the first part, without the repeated one. */
export function ringOf({ coordinates }: MultiPolygon): Ring {
  return coordinates[0]?.[0]?.slice(0, -1) ?? []
}

/** The place with its first part's edge drawn anew; its holes go with the old edge. */
export function placeOf(ring: Ring, before?: MultiPolygon): MultiPolygon {
  const closed: Position[] = [...ring, ring[0]!]
  return { type: 'MultiPolygon', coordinates: [[closed], ...(before?.coordinates.slice(1) ?? [])] }
}

const EARTH_M = 6_371_008.8
const RAD = Math.PI / 180

/** Ground of a place, m², on a sphere. */
export function groundOf({ coordinates }: MultiPolygon): number {
  const ring = (corners: readonly Position[]): number =>
    Math.abs(corners.slice(1).reduce((sum, [lng, lat], place) => sum + (lng! - corners[place]![0]!) * RAD * (2 + Math.sin(lat! * RAD) + Math.sin(corners[place]![1]! * RAD)), 0)) * (EARTH_M ** 2 / 2)
  return coordinates.reduce((sum, [edge, ...holes]) => sum + ring(edge!) - holes.reduce((all, hole) => all + ring(hole), 0), 0)
}

export function asText(ring: Ring): string {
  return ring.map(([lng, lat]) => `${lng!.toFixed(6)}, ${lat!.toFixed(6)}`).join('\n')
}

/** Corners as somebody wrote them; `null` where they can't be read. */
export function fromText(text: string): Ring | null {
  const lines = text.split('\n').map((line) => line.trim()).filter(Boolean)
  const corners = lines.map((line) => line.split(/[\s,;，]+/).map(Number))
  const whole = corners.every(([lng, lat, more]) => more === undefined && Math.abs(lng ?? NaN) <= 180 && Math.abs(lat ?? NaN) <= 90)
  return whole && corners.length >= 3 ? corners : null
}
