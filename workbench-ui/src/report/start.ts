/** What the page shows a reader who asked for nothing in particular. */

import type { Level, ReportData } from './data'
import type { Lookup } from './lookup'
import { view } from './view.svelte'

/** Levels at which an indicator can be shaded: it has values there, and the places have shapes. */
export function levelsToShow(data: ReportData, lookup: Lookup, code: string): Level[] {
  const drawn = new Set(data.layers.areas?.shapes.flatMap((group) => group.rows))
  return lookup.levelsOf(code).filter((level) => {
    if (level === 'site') return data.layers.sites !== undefined
    return lookup.areasOf(level).some(({ row }) => drawn.has(row))
  })
}

/** Fill in what the address left open: the indicator that misses most people, by sub-district. */
export function startView(data: ReportData, lookup: Lookup): void {
  if (!lookup.indicator(view.indicator)) {
    const measured = data.indicators.find((one) => levelsToShow(data, lookup, one.code).length)
    const whole = data.indicators.find((one) => lookup.whole(one.code)?.value != null)
    view.indicator = data.start || measured?.code || whole?.code || data.indicators[0]?.code || ''
  }
  const levels = levelsToShow(data, lookup, view.indicator)
  if (!levels.includes(view.level as Level)) {
    view.level = levels.includes('sub_district') ? 'sub_district' : (levels[0] ?? drawnLevel(lookup))
  }
}

/** Some level that has areas, so that at least their outlines and names are drawn. */
function drawnLevel(lookup: Lookup): string {
  return lookup.areasOf('sub_district').length ? 'sub_district' : (lookup.areas[0]?.level ?? '')
}
