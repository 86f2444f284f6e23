/** Layers as a page carries them: packed shapes, columns, words listed once; written by `gengxin.publish`. */

import type { PackedShapes } from './unpack'
import type { Words } from './words'

export interface Layer {
  title: Words
  count: number
  shapes: PackedShapes[]
  columns: Column[]
  refs?: string[]
  names?: Words[]
  source?: Listed
}

/** Words listed once; `values` is null where every row has the only word, -1 where a row has none. */
export interface Listed {
  words: string[]
  values: number[] | null
}

export type Numbers = (number | null)[]

/** Texts in both languages listed once, and for each row which. */
export interface Pairs { words: Words[]; values: number[] }

/** What every page says of the district, and of what there was no room for. */
export interface Carried<Name extends string> {
  district: { name: Words; madeUp: boolean; crs: string; day: string; attribution: string[] }
  layers: Partial<Record<Name, Layer>>
  leftOut: { table: string; words: Words; count: number }[]
}

export interface Column {
  name: string
  title: Words
  unit: string
  kind: 'text' | 'code' | 'whole' | 'number' | 'flag' | 'day'
  values: (number | null)[] | null
  words?: string[]
  codeWords?: Words[]
  basis?: Listed
}

/** Read what the page carries: base64 of deflated JSON. */
export async function carried<Data>(text: string): Promise<Data> {
  const letters = atob(text)
  const bytes = new Uint8Array(letters.length)
  for (let place = 0; place < letters.length; place += 1) bytes[place] = letters.charCodeAt(place)
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))
  return (await new Response(plain).json()) as Data
}

/** The word of a row in a list, or null. */
export function wordOf(listed: Listed | undefined, row: number): string | null {
  if (!listed) return null
  return listed.words[listed.values ? listed.values[row]! : 0] ?? null
}

/** A column's word of a row in both languages, or null. */
export function codeOf(column: Column | undefined, row: number): { code: string; words: Words } | null {
  if (!column?.words) return null
  const place = column.values ? column.values[row]! : 0
  const code = place === null ? undefined : column.words[place]
  return code === undefined ? null : { code, words: column.codeWords?.[place ?? 0] ?? [code, code] }
}

/** The text of a row in both languages, empty where it has none. */
export function pair(pairs: Pairs, row: number): Words {
  return pairs.words[pairs.values[row] ?? -1] ?? ['', '']
}
