/** The colours of options, of what forbids, of the sun and of parties: the same in map, table and chart. */

import colours from '../../../src/gengxin/publish/colours.json'

export const ACTION_COLOURS: Readonly<Record<string, string>> = colours.actions
export const PARTY_COLOURS: Readonly<Record<string, string>> = colours.parties
/** From far below what is asked to far above it. */
export const SUN_COLOURS: readonly string[] = colours.sun
/** A wall turned away from the sun that has less than is asked. */
export const AWAY = '#78716c'
/** What stands there, and what there is no colour of its own for. */
export const PLAIN = '#a8a29e'
const kinds: readonly string[] = colours.kinds

/** A colour for each kind, the most frequent first; kinds beyond the colours share the plain one. */
export function kindColours(counts: ReadonlyMap<string, number>, plain: string): Map<string, string> {
  const order = [...counts].filter(([kind]) => kind !== plain).sort(([, one], [, other]) => other - one)
  return new Map([...order.map(([kind], place) => [kind, kinds[place] ?? PLAIN] as const), [plain, PLAIN]])
}
