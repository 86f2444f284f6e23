/** Finds what the page carries of a site. */

import { pair, wordOf } from '../shared/layers'
import { inMoney } from '../shared/numbers'
import type { Words } from '../shared/words'
import type { NumberName, ProgrammeData } from './data'
import { asGoodWords, TEXTS, whyWords } from './texts'

export class Book {
  readonly refs: string[]
  readonly names: Words[]
  private readonly rows = new Map<string, number>()

  constructor(readonly data: ProgrammeData) {
    this.refs = data.layers.sites?.refs ?? []
    this.names = data.layers.sites?.names ?? []
    this.refs.forEach((ref, row) => this.rows.set(ref, row))
  }

  row(ref: string): number | null {
    return this.rows.get(ref) ?? null
  }

  action(row: number): string {
    return wordOf(this.data.sites.action, row) ?? ''
  }

  phase(row: number): number {
    return this.data.sites.phase[row] ?? 0
  }

  option(row: number): Words {
    return pair(this.data.sites.option, row)
  }

  place(row: number): Words {
    return pair(this.data.sites.place, row)
  }

  number(name: NumberName, row: number): number | null {
    return this.data.sites.numbers[name][row] ?? null
  }

  phaseWords(phase: number): Words {
    if (phase === 0) return TEXTS.keep
    return this.data.phases[phase - 1] ?? TEXTS.end
  }

  money(value: number | null): Words {
    return [inMoney(value, this.data.currency, 'en'), inMoney(value, this.data.currency, 'zh')]
  }

  why(row: number): Words {
    const { next, nextPhase, hasNext, loses, asGood } = this.data.reasons
    if (!hasNext[row]) return TEXTS.alone
    const phase = nextPhase[row] ? this.phaseWords(nextPhase[row]!) : null
    if (asGood[row]) return asGoodWords(pair(next, row), phase)
    return whyWords(pair(next, row), phase, loses[row] ?? null, (value) => this.money(value))
  }

  /** What a site brings by term in the brief's weights, what counts most first. */
  brings(row: number): { words: Words; value: number }[] {
    return Object.entries(this.data.reasons.terms)
      .map(([term, values]) => ({ words: this.data.terms[term]!, value: values[row] ?? 0 }))
      .filter(({ value }) => value !== 0)
      .sort((one, other) => Math.abs(other.value) - Math.abs(one.value))
  }
}
