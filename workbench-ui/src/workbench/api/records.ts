/** Records that people keep together: listed, added, changed against the version that was seen, ended. */

import { ask, pages, Problem, type Query } from './client'
import type { Kept } from './types'

const at = (kind: string, ref = '') => `/api/records/${kind}${ref && `/${encodeURIComponent(ref)}`}`
const PAGE = 1000

/** Somebody else was first: what I wanted, and what the record is now. */
export class Conflict<Record extends Kept> extends Error {
  constructor(readonly mine: Partial<Record>, readonly current: Record) {
    super('')
  }
}

/** All records of a kind that pass, those that have ended left out. */
export function listed<Record extends Kept>(kind: string, query: Query = {}): Promise<Record[]> {
  return pages(at(kind), { limit: PAGE, ...query }, { rows: (page) => (page.records ?? []) as Record[] })
}

export function added<Record extends Kept>(kind: string, fields: object): Promise<Record> {
  return ask<Record>(at(kind), { method: 'POST', body: fields })
}

/** The record with some of its fields changed; throws `Conflict` where somebody else changed it since. */
export async function changed<Record extends Kept>(kind: string, seen: Record, fields: Partial<Record>): Promise<Record> {
  try {
    return await ask<Record>(at(kind, seen.ref), { method: 'PATCH', body: fields, seen: seen.version })
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.status !== 412) throw fault
    const current = (fault.fields.current as Record | undefined) ?? (await ask<Record>(at(kind, seen.ref)))
    throw new Conflict<Record>(fields, current)
  }
}

export function ended<Record extends Kept>(kind: string, seen: Record): Promise<Record> {
  return ask<Record>(at(kind, seen.ref), { method: 'DELETE', seen: seen.version })
}

/** Take back that a record was ended. */
export function reopened<Record extends Kept>(kind: string, seen: Kept): Promise<Record> {
  return ask<Record>(`${at(kind, seen.ref)}/reopen`, { method: 'POST', body: {}, seen: seen.version })
}

export function history(kind: string, ref: string): Promise<{ events: Event[] }> {
  return ask(`${at(kind, ref)}/history`)
}

/** One entry of the audit log. */
export interface Event {
  number: number
  at: string
  by: string
  kind: string
  ref: string
  version: number
  action: string
  why: string
  content: Readonly<Record<string, unknown>>
  hash: string
}
