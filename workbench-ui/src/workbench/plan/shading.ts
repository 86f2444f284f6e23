/** Sites on the map in the colours of what is done, by the phase in which works start. */

import { ACTION_COLOURS, KEPT } from '../../programme/colours'
import type { Shading } from '../map/atlas'
import type { Changed, SiteRow } from './data'

/** As much colour as what began before the phase shown keeps. */
const PALE = '55'
const CHANGED_PALE = '30'

/** In full colour what starts in the phase, pale what began before; all of it for phase 0. */
export function shadingOf(rows: readonly SiteRow[], phase: number): Shading {
  const colours = new Map<string, string[]>()
  for (const { site, action, phase: starts } of rows) {
    const begun = starts !== null && (phase === 0 || starts <= phase)
    const colour = begun ? (ACTION_COLOURS[action] ?? KEPT) : KEPT
    const told = !begun || (phase > 0 && starts < phase) ? colour + PALE : colour
    put(colours, told, site)
  }
  return { collection: 'sites', colours, hatched: [] }
}

/** The same after an edit: what changes stands out, all else is pale. */
export function changedShading(rows: readonly SiteRow[], changed: readonly Changed[]): Shading {
  const after = new Map(changed.map((one) => [one.site, one.after]))
  const colours = new Map<string, string[]>()
  for (const { site, action, phase } of rows) {
    const now = after.get(site)
    const colour = ACTION_COLOURS[now ? now.action : phase === null ? 'keep' : action] ?? KEPT
    const told = now ? colour : colour + CHANGED_PALE
    put(colours, told, site)
  }
  return { collection: 'sites', colours, hatched: [] }
}

function put(colours: Map<string, string[]>, colour: string, site: string): void {
  const refs = colours.get(colour)
  if (refs) refs.push(site)
  else colours.set(colour, [site])
}
