/** Files that were brought, what was found in them, and the recipe by which they are imported. */

import type { ColumnWords } from '../words.svelte'

export interface Upload { upload: string; name: string; kind: string; bytes: number; sha256: string; uploaded_at: string | null }

export interface FoundColumn { name: string; type: string; filled_share: number; examples: readonly string[]; values: readonly string[] }

export interface Guess { table: string; score: number; columns: Readonly<Record<string, string>>; codes: Readonly<Record<string, Readonly<Record<string, string>>>>; x: string; y: string; crs: string; encoding: string }

export interface FoundLayer {
  name: string
  refusal: string
  rows_count: number | null
  rows_read_count: number
  shape: string
  crs: string
  columns: readonly FoundColumn[]
  faults: readonly { row: number | null; reason: string }[]
  guess: Guess
}

export interface Found extends Upload { refusal: string; layers: readonly FoundLayer[]; osm: Readonly<Record<string, unknown>> | null }

/** What a person decided of one layer: the table it fills (`''`: none) and the file's column for each of the table's. */
export interface Mapping { layer: string; table: string; columns: Record<string, string>; codes: Record<string, Record<string, string>>; crs: string }

export function mappingOf({ name, guess, crs }: FoundLayer): Mapping {
  return { layer: name, table: guess.table, columns: { ...guess.columns }, codes: structuredClone(guess.codes) as Mapping['codes'], crs: guess.crs || crs }
}

/** The recipe in the words of the import: an input a layer, a fill a table. */
export function recipeOf(found: Found, mappings: readonly Mapping[]): Record<string, unknown> {
  const used = mappings.filter(({ table }) => table)
  const inputs = Object.fromEntries(
    used.map(({ layer, crs }, place) => {
      const { guess } = found.layers.find(({ name }) => name === layer)!
      return [`layer_${place + 1}`, { file: found.name, ...(layer && { layer }), ...(crs && { crs }), ...(guess.x && { x: guess.x, y: guess.y }), ...(guess.encoding && { encoding: guess.encoding }) }]
    }),
  )
  const fill = used.map(({ table, columns, codes }, place) => ({
    table, input: `layer_${place + 1}`,
    columns: Object.fromEntries(Object.entries(columns).filter(([, from]) => from).map(([to, from]) => [to, codes[to] && Object.keys(codes[to]).length ? { from, codes: codes[to], otherwise: 'other' } : from])),
  }))
  return { inputs, fill }
}

/** Columns that a table can't do without and that nothing fills. */
export function unfilled(columns: readonly ColumnWords[], mapping: Mapping): string[] {
  return columns.filter(({ name }) => name === 'ref').flatMap(({ name }) => (mapping.columns[name] ? [] : [name]))
}

/** Send a file with its progress told, which `fetch` can't. */
export function sent(file: File, csrf: string, onprogress: (share: number) => void): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/uploads?${new URLSearchParams({ name: file.name })}`)
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.setRequestHeader('X-CSRF-Token', csrf)
    request.upload.onprogress = ({ loaded, total }) => onprogress(total ? loaded / total : 0)
    request.onload = () => resolve({ status: request.status, body: JSON.parse(request.responseText || 'null') })
    request.onerror = reject
    request.send(file)
  })
}
