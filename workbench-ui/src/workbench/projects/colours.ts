/** The colours that tell projects apart on the map and on the board: eight, told apart by the colour-blind too. */

const COLOURS = ['#0f766e', '#c17f12', '#3b6fb6', '#a8326b', '#5b8c2a', '#7b4ba6', '#b5532a', '#4a6670'] as const
/** As much colour as what isn't chosen keeps. */
export const PALE = '55'

/** Each project's colour, by its age, whatever its stage; from the ninth on they come again. */
export function projectColours(refs: readonly string[]): ReadonlyMap<string, string> {
  return new Map([...refs].sort().map((ref, place) => [ref, COLOURS[place % COLOURS.length]!]))
}
