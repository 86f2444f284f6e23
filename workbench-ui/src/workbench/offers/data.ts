/** Offers as the server tells them, and what parties and the office do with them. */

import type { OfferKey, ReceiptBook } from '../../sealed'
import { unitWords } from '../../shared/numbers'
import type { Words } from '../../shared/words'
import { ask, token } from '../api/client'
import { listed } from '../api/records'
import type { Kept } from '../api/types'

export interface RoleWanted { role: string; load_units: number; about: string }
export interface Criterion { code: string; name_en: string; name_zh: string; weight: number; scoring: 'number' | 'assessed'; worst: number | null; best: number | null; unit: string }
export interface Holder { role: string; name: string; recipient: string }

interface Terms {
  kind: string
  name_en: string
  name_zh: string
  about_en: string
  about_zh: string
  roles: readonly RoleWanted[]
  criteria: readonly Criterion[]
  equity_needed_amount: number | null
  opens_at: string | null
  questions_until: string | null
  closes_at: string | null
  award_by: string | null
  made_up: boolean
  state: string
}

export interface Offer extends Kept, Terms {
  projects: readonly string[]
  recipient: string
  holders: readonly Holder[]
}

export interface ProjectCard { ref: string; withheld: boolean; code?: string; name_en?: string; name_zh?: string; unit?: string; stage?: string; sites_count?: number }
export interface Answered { ref: string; text: string; answer: string; answered_at: string | null }

export interface OfferPage extends Kept, Terms {
  sealed: boolean
  key_sha256: string | null
  holders: readonly { role: string; name: string }[]
  projects: readonly ProjectCard[]
  questions: readonly Answered[]
  unanswered_count: number
  receipts_count: number
  chosen: { reason: string; total: number | null; members: readonly { role: string; name_en: string; name_zh: string }[] } | null
}

export interface Party extends Kept { kind: string; name_en: string; name_zh: string; legal_id: string; capabilities: readonly { role: string; capacity_units: number | null }[]; equity_amount: number | null; about: string; address: string; state: string }
export interface Member { party: string; role: string; equity_amount: number | null; share: number | null; agreed_at: string | null }
export interface Bid extends Kept { offer: string; party: string; number: number; sha256: string; bytes_count: number; received_at: string; receipt: string; signature: string; state: string; reason: string }
export interface Interest extends Kept {
  offer: string
  party: string
  members: readonly Member[]
  asks: readonly Member[]
  looking_for: readonly string[]
  note_to_partners: string
  scheme: string
  conditions: string
  state: string
  reason: string
  leads: boolean
  of_offer: { name_en: string; name_zh: string; state: string; closes_at: string | null; sealed: boolean }
  names: Readonly<Record<string, { name_en: string; name_zh: string }>>
  bids: readonly Bid[]
}
export interface Question extends Kept { offer: string; party: string; text: string; answer: string; answered_at: string | null }
export interface Mine { parties: readonly Party[]; interest: readonly Interest[]; questions: readonly Question[] }
export interface Partner { interest: string; party: string; name_en: string; name_zh: string; looking_for: readonly string[]; note_to_partners: string }

export interface Score { criterion: string; stated: number | null; points: number | null; reason: string }
export interface Scored extends Kept {
  party: string
  members: readonly Member[]
  scores: readonly Score[]
  total: number | null
  least: number
  most: number
  place_first: number | null
  place_last: number | null
  unassessed: readonly string[]
  scheme: string
  conditions: string
  state: string
  reason: string
}
export interface Scores { offer: string; state: string; names: Readonly<Record<string, { name_en: string; name_zh: string }>>; rows: readonly Scored[] }

export interface Receipts { offer: string; public_key: string; receipts: readonly { number: number; receipt_sha256: string; text: string | null; signature: string | null }[]; book: ReceiptBook | null }

export const OPENED = ['opened', 'awarded', 'contracted']

export function offerAt(ref: string, after = ''): string {
  return `/api/offers/${encodeURIComponent(ref)}${after}`
}

export function interestAt(ref: string, after = ''): string {
  return `/api/interest/${encodeURIComponent(ref)}${after}`
}

export function offers(): Promise<Offer[]> {
  return listed<Offer>('offer')
}

export function pageOf(ref: string, signal: AbortSignal): Promise<OfferPage> {
  return ask<OfferPage>(offerAt(ref, '/page'), { signal })
}

export function mine(signal?: AbortSignal): Promise<Mine> {
  return ask<Mine>('/api/me/offers', signal ? { signal } : {})
}

export function keyOf(ref: string): Promise<OfferKey> {
  return ask<OfferKey>(offerAt(ref, '/key'))
}

/** Do something with an offer or with interest in it. */
export function post<Answer = unknown>(path: string, body: unknown = {}, seen?: number): Promise<Answer> {
  return ask<Answer>(path, { method: 'POST', body, ...(seen !== undefined && { seen }) })
}

/** Hand in a sealed bid: these bytes are all that leaves this machine. */
export function handIn(offer: string, party: string, sealed: Uint8Array): Promise<Bid> {
  return ask<Bid>(offerAt(offer, '/bids'), { method: 'POST', query: { party }, body: new Blob([sealed as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' }) })
}

/** A sealed bid as it came. */
export async function ciphertextOf(offer: string, number: number): Promise<Uint8Array> {
  const answer = await fetch(offerAt(offer, `/bids/${number}`), { credentials: 'same-origin', headers: { 'X-CSRF-Token': token() } })
  if (!answer.ok) throw new Error(String(answer.status))
  return new Uint8Array(await answer.arrayBuffer())
}

export function nameWords(one: { name_en?: string; name_zh?: string }): Words {
  return [one.name_en ?? '', one.name_zh ?? '']
}

/** Give the person a file made here. */
export function download(name: string, content: BlobPart, type = 'application/octet-stream'): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([content], { type }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** How a stated number becomes points; a unit that the office typed in its own words is said as typed. */
export function pointsWords({ worst, best, unit }: Criterion): Words {
  const [en, zh] = unitWords(unit)
  const told = (value: number | null, name: string, gap: string) => `${value ?? '–'}${name && gap}${name}`
  return [`${told(worst, en, ' ')} gives 0 points, ${told(best, en, ' ')} full points`, `${told(worst, zh, '')}得0分，${told(best, zh, '')}得满分`]
}
