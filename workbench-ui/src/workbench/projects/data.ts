/** Projects, their course, their drafts, as the server tells them. */

import type { Words } from '../../shared/words'
import { ask, Problem } from '../api/client'
import { Conflict } from '../api/records'
import type { Kept } from '../api/types'
import { differing, type Differs } from '../frame/differs'
import { TEXTS } from './texts'

export interface Work { site: string; option: string; phase: number }
export interface Figure { name: string; value: number | null; basis: string; run: string }
export interface FinanceLine { side: 'source' | 'use'; kind: string; phase: number; amount: number; basis: string; run: string }
export interface PartyRole { party: string; role: string; since: string | null }
export interface Risk { what: string; likelihood: string; effect: string; answer: string }
export interface Document { title: string; kind: string; address: string; sha256: string; day: string | null; public: boolean }
export interface GatePassed { stage: string; on: string; by: string; ground: string }
export interface Both { en: string; zh: string }

export interface Project extends Kept {
  visibility: string
  programme: string
  code: string
  name_en: string
  name_zh: string
  unit: string
  mode: string
  works: readonly Work[]
  why: readonly Both[]
  about_en: string
  about_zh: string
  lead_party: string | null
  parties: readonly PartyRole[]
  figures: readonly Figure[]
  finance: readonly FinanceLine[]
  risks: readonly Risk[]
  documents: readonly Document[]
  gates: readonly GatePassed[]
  withheld: readonly string[]
  made_up: boolean
  stage: string
}

export interface Party extends Kept { name_en: string; name_zh: string; kind: string; state: string }
export interface Achievement extends Kept { project: string; measure: string; until: string; value: number; basis: string; source: string }

/** Money or a measure, as the plan has it and as it was said to be. */
export interface Reached { planned: number | null; achieved: number | null }

/** A card of the board. */
export interface Card {
  ref: string
  version: number
  code: string
  name_en: string
  name_zh: string
  unit: string
  mode: string
  stage: string
  sites: readonly string[]
  starts_on: string | null
  ends_on: string | null
  spent_amount: Reached
  received_amount: Reached
  late_days: number | null
  /** Whether the works were to start on a day that had passed when the project was kept. */
  start_passed: boolean
  next_milestone: Milestone | null
  visibility: string
  made_up: boolean
}

export interface Milestone {
  ref: string
  version: number
  project: string
  kind: string
  site: string
  name_en: string
  name_zh: string
  planned_on: string
  forecast_on: string | null
  achieved_on: string | null
  /** When it is expected, as all that it waits for stands now; when it was reached, if it was. */
  expected_on: string
  late_days: number
  after: readonly string[]
  note: string
}

/** One measure, planned against achieved; `due` is what the programme has until today. */
export interface Measure { measure: string; en: string; zh: string; planned: number | null; due: number | null; forecast: number | null; achieved: number | null; until: string | null; basis: string }
export interface Push { milestone: string; project: string; site: string; name_en: string; name_zh: string; before_on: string; after_on: string; days_count: number }
export interface Hurt { site: string; en: string; zh: string; from_on: string; until_on: string; households_count: number | null; people: number | null }
/** `may` says whether whoever asks may pass it. */
export interface Gate { stage: string; who: string; open: boolean; missing: readonly Both[]; may: boolean }

export interface Course {
  late_days: number | null
  milestones: readonly (Milestone & { early: boolean })[]
  /** Milestones of other projects that these wait for. */
  others: readonly (Milestone & { code: string })[]
  measures: readonly Measure[]
}

export interface SlipAnswer { milestone: string; pushes: readonly Push[]; hurts: readonly Hurt[]; early: readonly string[] }

export interface FigureTold extends Figure, Both { unit: string }
export interface Told { project: Project; figures: readonly FigureTold[]; gates: readonly Gate[] }

export interface Draft {
  code: string
  name_en: string
  name_zh: string
  unit: string
  mode: string
  works: readonly Work[]
  why: readonly Both[]
  finance: readonly FinanceLine[]
  milestones: readonly { planned_on: string }[]
}

export const at = (ref: string, more = '') => `/api/projects/${encodeURIComponent(ref)}${more}`
export const readProject = (ref: string, signal?: AbortSignal) => ask<Told>(at(ref), { ...(signal && { signal }) })

/** Every card, column by column. */
export async function readBoard(): Promise<Card[]> {
  const { columns } = await ask<{ columns: readonly { stage: string; cards: readonly Omit<Card, 'stage'>[] }[] }>('/api/projects/board')
  return columns.flatMap(({ stage, cards }) => cards.map((card) => ({ ...card, stage })))
}

/** Change some of a project's fields; throws `Conflict` where somebody else changed it since. */
export async function patch(seen: Project, fields: Partial<Project>): Promise<void> {
  try {
    await ask(at(seen.ref), { method: 'PATCH', body: fields, seen: seen.version })
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.status !== 412) throw fault
    throw new Conflict<Project>(fields, (await readProject(seen.ref)).project)
  }
}

/** Sites go to another project, or with `to` empty to a new one. */
export function moveSites(seen: Project, sites: readonly string[], to: string): Promise<unknown> {
  return ask(at(seen.ref), { method: 'PATCH', body: { move: { sites, to } }, seen: seen.version })
}

const HEADS = { name_en: TEXTS.nameEn, name_zh: TEXTS.nameZh, about_en: TEXTS.aboutEn, about_zh: TEXTS.aboutZh, lead_party: TEXTS.lead_party, parties: TEXTS.parties, risks: TEXTS.risks, documents: TEXTS.documents, withheld: TEXTS.withheld } as const

/** What of a project two people saved otherwise. */
export function differs({ mine, current }: Conflict<Project>): Differs[] {
  return differing<Project>(HEADS, mine, current, (field, of) => told(of[field]))
}

function told(value: unknown): Words {
  const text = Array.isArray(value) ? value.map((one: Risk | Document | PartyRole | string) => nameIn(one)).join('; ') : String(value ?? '')
  return [text, text]
}

function nameIn(one: Risk | Document | PartyRole | string): string {
  if (typeof one === 'string') return one
  if ('what' in one) return one.what
  return 'title' in one ? one.title : one.party
}

export function daysBetween(from: string, until: string): number {
  return Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000)
}
