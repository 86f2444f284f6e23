/** From the quantity that the reader chose to the colours of the sites, and what their legend says. */

import { classOf, ramp } from '../shared/colours'
import type { Words } from '../shared/words'
import type { Book } from './book'
import { ACTION_COLOURS, kindColours, SUN_COLOURS } from './colours'
import type { Quantity } from './data'
import { TEXTS } from './texts'

/** Rows of sites by colour; for numbers the classes, for kinds the words and how many. */
export interface Shown {
  rows: Map<string, number[]>
  missing: number[]
  numbers?: { values: (number | null)[]; bounds: readonly number[]; colours: readonly string[]; unit: string }
  kinds?: { colour: string; words: Words; count: number }[]
}

const OWN = 'own'
export const UNITS: Partial<Record<Quantity, string>> = { offered: 'options', npv: 'money', cost: 'money', homes: 'homes', sun: 'hours', under: 'share', cap: 'm' }

/** The quantities that the page has values of. */
export function quantities(book: Book): Quantity[] {
  const { sun, caps, sites } = book.data
  return (['best', 'offered', 'npv', 'cost', 'homes', 'sun', 'under', 'cap', 'forbids'] as const).filter((one) => {
    if (one === 'sun' || one === 'under') return sun !== null
    if (one === 'cap') return caps.site.length > 0
    if (one === 'forbids') return sites.forbids.words.length > 0
    return one === 'best' || sites.numbers[one].some((value) => value !== null)
  })
}

export function shownOf(book: Book, quantity: Quantity): Shown {
  if (quantity === 'best') return byKind(book, (site) => actionOf(book, site), book.data.words.actions, new Map(Object.entries(ACTION_COLOURS)))
  if (quantity === 'forbids') return byCause(book)
  const { values, bounds, colours } = numbersOf(book, quantity)
  const rows = new Map<string, number[]>(colours.map((colour) => [colour, []]))
  const missing: number[] = []
  values.forEach((value, site) => {
    if (value === null) missing.push(site)
    else rows.get(colours[classOf(value, bounds)]!)!.push(site)
  })
  return { rows, missing, numbers: { values, bounds, colours, unit: UNITS[quantity] ?? '' } }
}

/** A quantity of each site as a number, its class bounds and colours. */
export function numbersOf(book: Book, quantity: Exclude<Quantity, 'best' | 'forbids'>) {
  const { sun, caps, sites } = book.data
  if (quantity === 'sun') {
    return { values: sun?.sites.least ?? book.siteRefs.map(() => null), bounds: sun?.bounds ?? [], colours: SUN_COLOURS }
  }
  if (quantity === 'under') {
    const bounds = sun?.sites.breaks ?? []
    return { values: sun?.sites.under ?? book.siteRefs.map(() => null), bounds, colours: ramp(bounds.length + 1) }
  }
  if (quantity === 'cap') {
    const values: (number | null)[] = book.siteRefs.map(() => null)
    caps.site.forEach((site, place) => (values[site] = caps.metres[place] ?? null))
    return { values, bounds: caps.breaks, colours: ramp(caps.breaks.length + 1) }
  }
  const bounds = sites.breaks[quantity]
  return { values: sites.numbers[quantity], bounds, colours: ramp(bounds.length + 1) }
}

function byCause(book: Book): Shown {
  const { forbids } = book.data.sites
  const cause = (site: number) => forbids.words[forbids.values?.[site] ?? -1] ?? ''
  const counts = new Map<string, number>()
  for (let site = 0; site < book.siteRefs.length; site += 1) if (cause(site)) counts.set(cause(site), (counts.get(cause(site)) ?? 0) + 1)
  return byKind(book, cause, book.data.words.kinds, kindColours(counts, OWN))
}

function byKind(book: Book, kindOf: (site: number) => string, words: Record<string, Words>, colours: ReadonlyMap<string, string>): Shown {
  const ofKind = new Map<string, number[]>([...colours.keys()].map((kind) => [kind, []]))
  const missing: number[] = []
  book.siteRefs.forEach((_, site) => (ofKind.get(kindOf(site)) ?? missing).push(site))
  const rows = new Map<string, number[]>()
  const kinds = []
  for (const [kind, sites] of ofKind) {
    const colour = colours.get(kind)!
    rows.set(colour, [...(rows.get(colour) ?? []), ...sites])
    if (sites.length) kinds.push({ colour, words: words[kind] ?? TEXTS.unavailable, count: sites.length })
  }
  return { rows, missing, kinds }
}

function actionOf(book: Book, site: number): string {
  const option = book.best(site)
  return option === null ? '' : book.action(option)
}
