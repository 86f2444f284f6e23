/** What a page tells of each site in its table. */

import type { Words } from './words'

export type TableWords = Readonly<Record<'table' | 'search' | 'site' | 'more' | 'noMatch', Words>>

/** A way to narrow the table: its first word lets everything through. */
export interface Choice {
  any: Words
  offered: readonly (readonly [value: string, name: Words])[]
  fits: (row: number, value: string) => boolean
}

export interface Column {
  key: string
  head: Words
  unit?: string
  /** What the table is sorted by; only columns of numbers have it. */
  number?: (row: number) => number | null
  cell: (row: number) => Cell
  /** Least width, in CSS. */
  wide?: string
}

export interface Cell {
  text: string
  colour?: string
  /** Whether the text says that nothing is known. */
  absent?: boolean
}
