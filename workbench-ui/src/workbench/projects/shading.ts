/** Sites on the map in the colours of their projects. */

import type { Shading } from '../map/atlas'
import { PALE } from './colours'
import type { Card, Draft } from './data'

/** Every project's sites; where one is chosen, the others stay pale. */
export function shadingOf(cards: readonly Card[], colours: ReadonlyMap<string, string>, chosen: string): Shading {
  return grouped(cards.flatMap(({ ref, sites }) => sites.map((site) => [site, toned(colours.get(ref)!, chosen, ref)] as const)))
}

/** The same of drafts, before they are kept. */
export function draftShading(drafts: readonly Draft[], colours: ReadonlyMap<string, string>, chosen: string): Shading {
  return grouped(drafts.flatMap(({ code, works }) => works.map(({ site }) => [site, toned(colours.get(code)!, chosen, code)] as const)))
}

function toned(colour: string, chosen: string, mine: string): string {
  return chosen && chosen !== mine ? colour + PALE : colour
}

function grouped(coloured: readonly (readonly [site: string, colour: string])[]): Shading {
  const colours = new Map<string, string[]>()
  for (const [site, colour] of coloured) {
    const refs = colours.get(colour)
    if (refs) refs.push(site)
    else colours.set(colour, [site])
  }
  return { collection: 'sites', colours, hatched: [] }
}
