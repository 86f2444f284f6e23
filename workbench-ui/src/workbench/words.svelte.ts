/** The words of codes and columns in both languages, as the server's own dictionary has them. */

import type { Words } from '../shared/words'
import { ask } from './api/client'

export interface ColumnWords { name: string; kind: string; unit: string; words: Words; codes: string }
interface WordsAnswer {
  codes: Readonly<Record<string, Readonly<Record<string, Words>>>>
  columns: Readonly<Record<string, readonly ColumnWords[]>>
}

class Dictionary {
  private told = $state.raw<WordsAnswer>({ codes: {}, columns: {} })

  async look(): Promise<void> {
    this.told = await ask<WordsAnswer>('/api/words')
  }

  /** A code of a list in both languages; a code that isn't listed says itself. */
  code(list: string, code: string): Words {
    return this.told.codes[list]?.[code] ?? [code, code]
  }

  list(list: string): readonly (readonly [code: string, words: Words])[] {
    return Object.entries(this.told.codes[list] ?? {})
  }

  all(list: string): Readonly<Record<string, Words>> {
    return this.told.codes[list] ?? {}
  }

  columns(table: string): readonly ColumnWords[] {
    return this.told.columns[table] ?? []
  }

  column(table: string, name: string): ColumnWords | undefined {
    return this.columns(table).find((one) => one.name === name)
  }
}

export const words = new Dictionary()
