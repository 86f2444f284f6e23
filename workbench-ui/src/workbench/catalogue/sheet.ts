/** A project's sheet as the server tells it: blocks for each reader, every number with its basis and its run. */

import { inMoney, inTable, withUnit } from '../../shared/numbers'
import { say, type Language, type Words } from '../../shared/words'
import { basisTold } from '../basis'
import { TEXTS } from './texts'

export interface SheetNumber {
  name: string
  label: Words
  value: number | null
  unit: string
  basis: string
  run: string
  low: number | null
  high: number | null
  /** What would give a number that is missing. */
  why: Words
}

export interface SheetWord {
  name: string
  label: Words
  text: Words | null
  basis: string
  run: string
  why: Words
}

export interface SheetHead { name: string; label: Words; unit: string; basis: string; run: string }
export type Cell = Words | number | string | null
export interface SheetTable { name: string; title: Words; heads: readonly SheetHead[]; rows: readonly (readonly Cell[])[]; why: Words }

export interface SheetSection {
  code: string
  title: Words
  field: string
  says: Words
  facts: readonly (SheetNumber | SheetWord)[]
  tables: readonly SheetTable[]
  notes: readonly Words[]
  withheld: boolean
}

export interface SheetBlock { reader: string; title: Words; sections: readonly SheetSection[] }
export interface SheetBar { label: Words; action: string; phase: number; starts_on: string; ends_on: string }
export interface SheetPoint { label: Words; kind: string; planned_on: string; forecast_on: string | null; achieved_on: string | null }

export interface Sheet {
  project: string
  code: string
  version: number
  name: Words
  about: Words
  why: readonly Words[]
  stage: string
  stage_words: Words
  unit: Words
  mode: Words
  district: Words
  made_up: boolean
  prices_made_up: boolean
  currency: string
  price_day: string | null
  data_day: string
  programme: string
  runs: readonly string[]
  sites: readonly string[]
  numbers: readonly SheetNumber[]
  phases: readonly (readonly [Words, string, string])[]
  bars: readonly SheetBar[]
  points: readonly SheetPoint[]
  blocks: readonly SheetBlock[]
  withheld: readonly string[]
  attributions: readonly string[]
}

export function isNumber(fact: SheetNumber | SheetWord): fact is SheetNumber {
  return 'value' in fact
}

/** A number of running text; money in the district's currency. */
export function numberTold(value: number | null, unit: string, currency: string, language: Language): string {
  if (unit === 'currency') return inMoney(value, currency, language)
  return withUnit(value, unit.replace('currency', currency), language)
}

/** Whether a column holds days: one that is empty hasn't come. */
export function isDay(head: SheetHead | undefined): boolean {
  return head?.name.endsWith('_on') ?? false
}

/** A cell of a table: every digit of a number, a day or words as they are; `null` is unavailable. */
export function cellTold(cell: Cell, head: SheetHead | undefined, language: Language): string {
  if (cell === null) return isDay(head) ? '–' : say(TEXTS.unavailable, language)
  if (typeof cell === 'number') return inTable(cell, head?.unit ?? '')
  return typeof cell === 'string' ? cell : say(cell, language)
}

/** What stands behind a fact: its basis with the rule, its range, its run, what would give it. */
export function notesOf(fact: SheetNumber | SheetWord, currency: string, language: Language): [Words, Words | null][] {
  const ranged = isNumber(fact) && fact.low !== null && fact.high !== null
  const range = ranged ? `${numberTold(fact.low, fact.unit, currency, language)} – ${numberTold(fact.high, fact.unit, currency, language)}` : ''
  return [
    [TEXTS.basis, basisTold(fact.basis)],
    [TEXTS.range, range ? [range, range] : null],
    [TEXTS.run, fact.run ? [fact.run, fact.run] : null],
    [TEXTS.wouldGive, fact.why],
  ]
}
