/** Matchings as the server tells them: rows of requests and spaces, offers and parties, each with its reason. */

import type { Words } from '../../shared/words'
import { ask, Problem } from '../api/client'

export type What = 'space' | 'teams'

interface Reasoned { state: string; reason: string; reason_en: string; reason_zh: string }

export interface RequestRow extends Reasoned {
  ref: string
  use_class: string
  functional_zone: string
  growth_stage: string
  floor_area_low_m2: number
  floor_area_high_m2: number
  need_by: string | null
  space: string
  area_m2: number | null
  opens_on: string | null
  worth_points: number
}
export interface SpaceRow {
  ref: string
  site: string
  use_class: string
  functional_zone: string
  net_area_m2: number
  opens_on: string | null
  closes_on: string | null
  rent_amount: number | null
  let_m2: number | null
  basis: string
}
export interface BalanceRow {
  use_class: string
  functional_zone: string
  phase: number
  until: string | null
  asked_low_m2: number
  asked_high_m2: number
  offered_m2: number | null
  matched_m2: number
  short_m2: number
  surplus_m2: number | null
}
export interface LostRow { match: string; request: string; space: string; area_m2: number; reason_en: string; reason_zh: string }
export interface Match { ref: string; version: number; state: string; request: string; space: string; area_m2: number; opens_on: string; run: string; reason: string }

export interface TeamRow extends Reasoned { offer: string; name_en: string; name_zh: string; fit_points: number; need_units: number; staked_units: number }
export interface MemberRow { offer: string; role: string; party: string; fit_points: number; load_units: number; stake_units: number }
export interface BidRow extends Reasoned { offer: string; role: string; party: string; score_share: number | null; fit_points: number | null }

export interface Matching {
  run: string
  what: What
  made_at: string
  is_current: boolean
  value: number
  bound: number
  gap_certified: number | null
  states: Readonly<Record<string, number>>
  reasons: Readonly<Record<string, number>>
  balance: readonly BalanceRow[]
  lost: readonly LostRow[]
  rows: { request?: readonly RequestRow[]; space?: readonly SpaceRow[]; team?: readonly TeamRow[]; member?: readonly MemberRow[]; bid?: readonly BidRow[] }
  accepted: readonly Match[]
}

/** The matching made last; `null` where there is none yet. */
export async function newest(what: What, signal: AbortSignal): Promise<Matching | null> {
  try {
    return await ask<Matching>(`/api/matching/${what}`, { signal })
  } catch (fault) {
    if (fault instanceof Problem && fault.absent) return null
    throw fault
  }
}

export function accept(run: string, rows: readonly string[]): Promise<{ matches: readonly Match[] }> {
  return ask(`/api/matches`, { method: 'POST', body: { run, rows } })
}

export function release(ref: string, why: string): Promise<Match> {
  return ask(`/api/matches/${encodeURIComponent(ref)}/release`, { method: 'POST', body: { why } })
}

/** The brief of the next plan as a file; `brief` names the one it adds to, else the programme's. */
export async function nextBrief(run: string, brief: string): Promise<{ name: string; text: string }> {
  const answer = await fetch(`/api/matching/space/brief?${new URLSearchParams({ run, brief })}`, { credentials: 'same-origin' })
  if (!answer.ok) {
    const told = (await answer.json().catch(() => ({}))) as { detail?: string }
    throw new Problem(answer.status, told.detail ?? answer.statusText)
  }
  const named = /filename="([^"]+)"/.exec(answer.headers.get('Content-Disposition') ?? '')
  return { name: named?.[1] ?? 'next.toml', text: await answer.text() }
}

export function reasonWords(one: { reason_en: string; reason_zh: string }): Words {
  return [one.reason_en, one.reason_zh]
}

/** Rows of the same kind together, in the order in which they come. */
export function grouped<Row>(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, readonly Row[]> {
  const found = new Map<string, Row[]>()
  for (const row of rows) found.set(keyOf(row), [...(found.get(keyOf(row)) ?? []), row])
  return found
}
