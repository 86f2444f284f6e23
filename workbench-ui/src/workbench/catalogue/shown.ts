/** The ground of projects on the public map, in the colour of their stage. */

import type { Feature, FeatureCollection, Position } from 'geojson'
import { withoutBracket } from '../../shared/map/labels'
import { say, type Language, type Words } from '../../shared/words'

/** From an idea, pale, to what stands, dark; ends of the way in grey. */
export const STAGE_COLOURS: Readonly<Record<string, string>> = {
  prepared: '#c17f12', planned: '#8e5bb5', designed: '#3b6fb6', built: '#a8326b', operated: '#0f766e', completed: '#4a6670', cancelled: '#8c8c8c',
}

interface Asked {
  /** Projects that pass the filters; `null`: all. */
  listed: ReadonlySet<string> | null
  chosen: string
  language: Language
}

const FULL = 0.6
const USUAL = 0.45
const PALE = 0.12

/** What the map draws: the one chosen stands out, what the filters leave out stays away; a project is named once. */
export function shownOf({ features }: FeatureCollection, { listed, chosen, language }: Asked): FeatureCollection {
  const kept = features.filter(({ properties }) => !listed || listed.has(refOf(properties)) || refOf(properties) === chosen)
  const named = new Set<string>()
  return {
    type: 'FeatureCollection',
    features: kept.map(({ geometry, properties }): Feature => {
      const ref = refOf(properties)
      const stage = String(properties?.stage ?? '')
      const isFirst = !named.has(ref)
      named.add(ref)
      const told = say(wordsOf(properties, 'name'), language)
      const opacity = chosen === ref ? FULL : chosen ? PALE : USUAL
      return { type: 'Feature', geometry, properties: { ref, stage, name: isFirst ? withoutBracket(told) : '', told: `${told} · ${say(wordsOf(properties, 'site_name'), language)}`, colour: STAGE_COLOURS[stage], opacity } }
    }),
  }
}

function wordsOf(properties: Feature['properties'], name: string): Words {
  return [String(properties?.[`${name}_en`] ?? ''), String(properties?.[`${name}_zh`] ?? '')]
}

function refOf(properties: Feature['properties']): string {
  return String(properties?.project ?? '')
}

/** A place as the address writes it: longitude, latitude. */
export function placeOf(written: string): Position | null {
  const [lng, lat] = written.split(',').map(Number)
  return written && Number.isFinite(lng) && Number.isFinite(lat) ? [lng!, lat!] : null
}
