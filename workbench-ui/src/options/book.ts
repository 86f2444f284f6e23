/** Finds what the page carries of a site or an option. */

import { codeOf, pair, wordOf } from '../shared/layers'
import type { Words } from '../shared/words'
import type { Child, Dealt, OptionData, Plain, Rule } from './data'

/** One row of a table that tells more of an option. */
export type Row = Record<string, string | number | null>

export interface CashFlow {
  /** For each party that pays or receives anything, what it is left with year by year. */
  parties: { party: string; values: number[] }[]
  low: number[]
  high: number[]
}

export class Book {
  /** Position of each option's site. */
  readonly siteOf: number[]
  /** Options of each site, in their order. */
  readonly ofSite: number[][]
  readonly siteRefs: string[]
  readonly siteNames: Words[]
  private readonly rows = new Map<string, number>()
  private readonly starts = new Map<string, number[]>()
  private readonly rules: Map<string, Rule>

  constructor(readonly data: OptionData) {
    const { sites } = data.layers
    this.siteRefs = sites?.refs ?? []
    this.siteNames = sites?.names ?? []
    this.siteRefs.forEach((ref, row) => this.rows.set(ref, row))
    let at = 0
    this.siteOf = data.options.site.map((step) => (at += step))
    this.ofSite = this.siteRefs.map(() => [])
    this.siteOf.forEach((site, option) => this.ofSite[site]?.push(option))
    this.rules = new Map(data.rules.map((rule) => [rule.code, rule]))
  }

  site(ref: string): number | null {
    return this.rows.get(ref) ?? null
  }

  key(option: number): string {
    return wordOf(this.data.options.key, option) ?? ''
  }

  /** The option of a site by what follows the site's reference in its own. */
  option(site: number, key: string): number | null {
    return this.ofSite[site]?.find((option) => this.key(option) === key) ?? null
  }

  rule(code: string): Rule | undefined {
    return this.rules.get(code)
  }

  name(option: number): Words {
    return pair(this.data.options.name, option)
  }

  reason(option: number): Words {
    return pair(this.data.options.reason, option)
  }

  consent(option: number): Words {
    return pair(this.data.options.consent, option)
  }

  assumed(option: number): Words {
    return pair(this.data.options.assumed, option)
  }

  number(column: string, option: number): number | null {
    return this.data.options.columns[column]?.values[option] ?? null
  }

  word(column: string, option: number): string {
    const plain = this.data.options.columns[column]
    return plain ? String(valueOf(plain, option) ?? '') : ''
  }

  action(option: number): string {
    return this.word('action', option)
  }

  isOffered(option: number): boolean {
    return this.word('state', option) === 'offered'
  }

  /** Best option of a site for money alone; null where none is known. */
  best(site: number): number | null {
    const option = this.data.sites.best[site] ?? -1
    return option < 0 ? null : option
  }

  /** The rows that tell more of an option. */
  children(name: Child, option: number): Row[] {
    const dealt: Dealt = this.data[name]
    const start = this.start(name, dealt.counts)[option]!
    return Array.from({ length: dealt.counts[option] ?? 0 }, (_, place) =>
      Object.fromEntries(Object.entries(dealt.columns).map(([column, plain]) => [column, valueOf(plain, start + place)])),
    )
  }

  /** First and last row of the pieces that an option builds or pulls down. */
  masses(option: number): [from: number, to: number] {
    const drawn = this.data.options.drawn[option] ?? -1
    if (drawn < 0) return [0, 0]
    const from = this.start('masses', this.data.masses.counts)[drawn]!
    return [from, from + this.data.masses.counts[drawn]!]
  }

  /** What an option takes from windows at risk, as far as that isn't what stands there today. */
  shadows(option: number): Row[] {
    const drawn = this.data.options.shadow[option] ?? -1
    return drawn < 0 ? [] : this.children('shadows', drawn)
  }

  cashFlow(option: number): CashFlow | null {
    const { years, parties, values, low, high } = this.data.flows
    const length = years[option] ?? 0
    if (!length) return null
    const start = this.start('flows', years)[option]!
    const cut = (numbers: number[]) => numbers.slice(start, start + length)
    return {
      parties: parties.map((party, place) => ({ party, values: cut(values[place]!) })).filter(({ values }) => values.some((one) => one !== 0)),
      low: cut(low),
      high: cut(high),
    }
  }

  /** A fact of a site as the district's data give it. */
  fact(name: string, site: number): { value: number | null; word: Words | null; basis: string | null } {
    const column = this.data.layers.sites?.columns.find((one) => one.name === name)
    if (!column) return { value: null, word: null, basis: null }
    const isNumber = column.kind === 'number' || column.kind === 'whole'
    return {
      value: isNumber ? (column.values?.[site] ?? null) : null,
      word: codeOf(column, site)?.words ?? null,
      basis: wordOf(column.basis, site),
    }
  }

  private start(name: string, counts: readonly number[]): number[] {
    const known = this.starts.get(name)
    if (known) return known
    let sum = 0
    const made = counts.map((count) => (sum += count) - count)
    this.starts.set(name, made)
    return made
  }
}

function valueOf(plain: Plain, row: number): string | number | null {
  const value = plain.values[row] ?? null
  if (!plain.words) return value
  return value === null || value < 0 ? null : (plain.words[value] ?? null)
}
