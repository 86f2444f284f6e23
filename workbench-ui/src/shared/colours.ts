/** The colours of maps and charts, shared with the printed map and the QGIS styles, and their classes. */

import colours from '../../../src/gengxin/publish/colours.json'

export const ACCENT = colours.accent
export const CAUSE_COLOURS: Readonly<Record<string, string>> = colours.causes
export const MARKS = { heritage: colours.heritage, facility: colours.facility, stop: colours.stop }

const ramps: Readonly<Record<string, readonly string[]>> = colours.ramps

/** Colours of so many classes, light for low to dark for high. */
export function ramp(classes: number): readonly string[] {
  const found = ramps[String(classes)]
  if (!found) throw new Error(`there is no ramp of ${classes} classes; 1 to 7 have one`)
  return found
}

/** Class of a value: how many bounds lie at or below it. */
export function classOf(value: number, bounds: readonly number[]): number {
  let place = 0
  while (place < bounds.length && value >= bounds[place]!) place += 1
  return place
}
