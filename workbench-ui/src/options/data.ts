/** What the report of options carries inside it; written by `gengxin.publish.option_report`. */

import type { Carried, Listed, Numbers, Pairs } from '../shared/layers'
import type { PackedShapes } from '../shared/unpack'
import type { Words } from '../shared/words'

export type LayerName = 'areas' | 'heritage' | 'green' | 'barriers' | 'sites' | 'buildings' | 'walk_edges'
/** A column of numbers, or of words listed once with −1 where a row has none. */
export interface Plain { values: Numbers; words?: string[] }
/** Rows of a table dealt to the options: how many each has, and the columns in that order. */
export interface Dealt { counts: number[]; columns: Record<string, Plain> }
export type Child = 'floors' | 'services' | 'homes' | 'deficiencies' | 'checks' | 'origins' | 'shadows' | 'balance'
export type Quantity = 'offered' | 'best' | 'npv' | 'cost' | 'homes' | 'sun' | 'under' | 'cap' | 'forbids'

export interface OptionData extends Carried<LayerName>, Record<Exclude<Child, 'shadows'>, Dealt> {
  money: { currency: string; day: string; madeUp: boolean } | null
  words: Record<
    | 'actions' | 'states' | 'fixings' | 'uses' | 'sizes' | 'tenures' | 'deficiencies' | 'origins' | 'effects'
    | 'facilities' | 'parties' | 'items' | 'checks' | 'kinds' | 'bases',
    Record<string, Words>
  >
  rules: Rule[]
  options: {
    count: number
    /** Steps from one option's site to the next one's. */
    site: number[]
    key: Listed
    name: Pairs
    reason: Pairs
    consent: Pairs
    assumed: Pairs
    better: number[]
    drawn: number[]
    shadow: number[]
    columns: Record<string, Plain>
  }
  shadows: Dealt & { windows: { ref: string[]; building: string[]; at: number[]; need: number[]; lit: number[] } }
  flows: Flows
  masses: { counts: number[]; shapes: PackedShapes[]; work: Listed; building: number[]; basis: Listed; bottom: Numbers; top: Numbers }
  sites: {
    best: number[]
    forbids: Listed
    numbers: Record<'offered' | 'npv' | 'cost' | 'homes', Numbers>
    breaks: Record<'offered' | 'npv' | 'cost' | 'homes', number[]>
  }
  planes: Planes | null
  sunRules: { code: string; hours: number; clause: Words; verified: boolean }[]
  sun: Sun | null
  ground: Ground | null
  caps: { site: number[]; metres: Numbers; rule: Listed; hours: Numbers; binds: Pairs; breaks: number[] }
}

export interface Rule {
  code: string
  kind: string
  unit: string
  clause: Words
  source: string
  verified: boolean
  estimated: boolean
}

/** Money left to each party year by year; the years of all options stand one after the other. */
export interface Flows {
  years: number[]
  parties: string[]
  values: number[][]
  low: number[]
  high: number[]
}

/** Planes by code of their rule, and how far from the edge of its site each piece begins and ends, in metres. */
export interface Planes {
  rules: Record<string, { kind: string; base_height_m: number; slope: number; initial_setback_m?: number }>
  from: Numbers
  to: Numbers
}

/** Open ground: what that of each site has of sun, and the squares of the map. */
export interface Ground {
  /** South-western corner, a step along, a step up, each as longitude and latitude; squares in a row. */
  places: [west: number, south: number, alongX: number, alongY: number, upX: number, upY: number, across: number][]
  /** A sign a square, row by row from the south: its class of hours, or `.` where there is no open ground. */
  classes: string[]
  median: Numbers
  under: Numbers
}

export interface Sun {
  parameters: Record<string, string>
  asked: number
  bounds: number[]
  notes: { count: number; words: Words }[]
  buildings: { least: Numbers; median: Numbers; windows: Numbers; under: Numbers }
  sites: { least: Numbers; under: Numbers; breaks: number[] }
  walls: { shapes: PackedShapes[]; least: number[]; most: number[]; sunny: number[]; building: number[] } | null
}
