/** Runs of the district and their tables, row by row as the server filters them. */

import { ask, pages, type Page, type Query } from './client'

export interface Run {
  id: string
  kind: string
  made_at: string
  day: string | null
  /** Whether it was made of the district as it stands now. */
  is_current: boolean
  money: { currency: string; price_day: string } | null
  /** Kinds of files that may be opened: html, xlsx, gpkg. */
  files: readonly string[]
  /** What it was made by: standards, variant, rules. */
  parameters: Readonly<Record<string, string>>
}

export interface Indicator {
  code: string
  theme: string
  name_en: string
  name_zh: string
  unit: string
  direction: 'more_is_better' | 'less_is_better' | 'neither'
  threshold: number | null
  standard: string
  verified: boolean
  is_proxy: boolean
  numerator_en: string
  numerator_zh: string
  denominator_en: string
  denominator_zh: string
  source: string
  /** Empty where none is given; runs of before it have none. */
  source_zh?: string | null
  levels: readonly string[]
  needs: readonly string[]
}

export type Row = Readonly<Record<string, string | number | boolean | null>>

const PAGE = 1000

/** Runs, the newest first. */
export async function runs(signal?: AbortSignal): Promise<Run[]> {
  const { runs: found } = await ask<{ runs: Run[] }>('/api/runs', { ...(signal && { signal }) })
  return found
}

/** What a check-up measured; a run keeps lists as words parted by spaces. */
export async function indicatorsOf(run: string): Promise<Indicator[]> {
  const rows = await rowsOf<Omit<Indicator, 'levels' | 'needs'> & { levels: string; needs: string | null }>(run, 'indicators')
  return rows.map((row) => ({ ...row, standard: row.standard ?? '', levels: row.levels.split(' '), needs: (row.needs ?? '').split(' ').filter(Boolean) }))
}

/** Rows of a run's table that pass; all of them, page after page. */
export function rowsOf<Told = Row>(run: string, table: string, query: Query = {}): Promise<Told[]> {
  return pages(`/api/runs/${encodeURIComponent(run)}/tables/${table}`, { limit: PAGE, ...query }, { rows: (page: Page) => (page.rows ?? []) as Told[] })
}
