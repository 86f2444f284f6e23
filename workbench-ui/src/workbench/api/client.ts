/** Speaks to the server: sessions by cookie, errors as the sentences it says, what is offline told as such. */

import type { Words } from '../../shared/words'
import { net } from './net.svelte'
import { inChinese } from './problems'

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Why the server did not do what was asked, in its own words. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail)
  }

  /** Its sentence in both languages. */
  get words(): Words {
    return [this.detail, inChinese(this.detail)]
  }

  /** Whether nothing was heard of the server at all. */
  get offline(): boolean {
    return this.status === 0
  }

  /** Whether what was asked for isn't there. */
  get absent(): boolean {
    return this.status === 404
  }

  /** Whether this person may not, or nobody is signed in. */
  get refused(): boolean {
    return this.status === 401 || this.status === 403
  }
}

interface Asked {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  query?: Query
  body?: unknown
  /** The version that was seen, for a change of a record. */
  seen?: number
  signal?: AbortSignal
}

let csrf = ''

/** Keep what the server gave to prove that a change comes from this page. */
export function trust(token: string): void {
  csrf = token
}

export function token(): string {
  return csrf
}

export function addressOf(path: string, query: Query = {}): string {
  const words = Object.entries(query).flatMap(([name, value]) => (value === null || value === undefined || value === '' ? [] : [[name, String(value)]]))
  return words.length ? `${path}?${new URLSearchParams(words)}` : path
}

/** Ask the server and take its JSON; `null` where it answers with nothing. */
export async function ask<Answer>(path: string, { method = 'GET', query, body, seen, signal }: Asked = {}): Promise<Answer> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (body !== undefined && !(body instanceof Blob)) headers['Content-Type'] = 'application/json'
  if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf
  if (seen !== undefined) headers['If-Match'] = `"${seen}"`
  const sent = body === undefined ? undefined : body instanceof Blob ? body : JSON.stringify(body)
  let answer: Response
  try {
    answer = await fetch(addressOf(path, query), { method, headers, body: sent ?? null, signal: signal ?? null, credentials: 'same-origin' })
  } catch (fault) {
    if (signal?.aborted) throw fault
    net.lost()
    throw new Problem(0, '')
  }
  net.found()
  if (!answer.ok) throw await problemOf(answer)
  return (answer.status === 204 ? null : await answer.json()) as Answer
}

/** Ask for an answer that comes piece by piece. */
export async function open(path: string, body: unknown, signal: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'text/event-stream', 'Content-Type': 'application/json' }
  if (csrf) headers['X-CSRF-Token'] = csrf
  let answer: Response
  try {
    answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body), signal, credentials: 'same-origin' })
  } catch (fault) {
    if (signal.aborted) throw fault
    net.lost()
    throw new Problem(0, '')
  }
  net.found()
  if (!answer.ok) throw await problemOf(answer)
  return answer
}

async function problemOf(answer: Response): Promise<Problem> {
  const told = (await answer.json().catch(() => ({}))) as Record<string, unknown>
  const wait = answer.headers.get('Retry-After')
  return new Problem(answer.status, String(told.detail ?? told.title ?? answer.statusText), { ...told, ...(wait && { wait }) })
}

/** Every row of a paged answer, page after page, at most so many. */
export async function pages<Row>(path: string, query: Query, { rows, most = 20_000 }: { rows: (page: Page) => readonly Row[]; most?: number }): Promise<Row[]> {
  const found: Row[] = []
  let next: string | null = addressOf(path, query)
  while (next && found.length < most) {
    const page: Page = await ask<Page>(next)
    found.push(...rows(page))
    next = nextOf(page)
  }
  return found
}

/** One page of many; where the next one is stands in it as itself, or among its links. */
export interface Page {
  next?: string | null
  links?: readonly { rel: string; href: string }[]
  features?: readonly { id?: string | number; geometry: unknown; properties: Readonly<Record<string, unknown>> }[]
  [name: string]: unknown
}

function nextOf({ next, links }: Page): string | null {
  const address = next ?? links?.find(({ rel }) => rel === 'next')?.href
  if (!address) return null
  const { pathname, search } = new URL(address, location.origin)
  return pathname + search
}
