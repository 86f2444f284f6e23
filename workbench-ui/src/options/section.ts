/** Where lines and boxes of a section under a plane lie on its sheet. */

import { wordOf } from '../shared/layers'
import type { Book } from './book'
import type { Planes } from './data'

export const WIDTH = 360
export const HEIGHT = 190
const [LEFT, RIGHT, TOP, FOOT] = [34, 8, 16, 22]
const BEYOND = 1.25

export interface Section {
  plane: string
  pieces: { x: number; y: number; width: number; height: number }[]
  /** Ticks along the foot and up the side: place on the sheet and metres. */
  along: [number, number][]
  up: [number, number][]
  foot: number
  left: number
  isView: boolean
}

type Piece = { from: number; to: number; bottom: number; top: number }

function piecesOf(book: Book, planes: Planes, option: number): Piece[] {
  const [from, to] = book.masses(option)
  const { work, bottom, top } = book.data.masses
  return Array.from({ length: to - from }, (_, place) => from + place)
    .filter((row) => wordOf(work, row) === 'built')
    .map((row) => ({ from: planes.from[row] ?? 0, to: planes.to[row] ?? 0, bottom: bottom[row] ?? 0, top: top[row] ?? 0 }))
}

/** The section of an option under a plane; null where it builds nothing. `limit` is the height of a view plane at the site. */
export function sectionOf(book: Book, planes: Planes, option: number, code: string, limit: number | null): Section | null {
  const pieces = piecesOf(book, planes, option)
  const rule = planes.rules[code]
  if (!rule || !pieces.length) return null
  return laidOut(rule, pieces, limit)
}

export function laidOut(rule: Planes['rules'][string], pieces: readonly Piece[], limit: number | null): Section {
  const { base_height_m: base, slope, initial_setback_m: back = 0 } = rule
  const isView = rule.kind === 'view_plane'
  const start = isView && limit !== null && slope > 0 ? Math.max((limit - base) / slope, 0) : 0
  const end = Math.max((start + Math.max(...pieces.map(({ to }) => to), 1)) * BEYOND, back * BEYOND)
  const line: [number, number][] = isView ? [[0, base]] : [[0, 0], [0, base], [back, base], [back, base + slope * back]]
  const highest = base + slope * end
  const most = Math.min(highest, 1.6 * Math.max(...pieces.map(({ top }) => top), base))
  // the plane leaves the sheet where it is higher than the sheet
  line.push(highest > most && slope > 0 ? [Math.max((most - base) / slope, back), Math.max(most, base)] : [end, highest])
  const x = (metres: number) => LEFT + ((WIDTH - LEFT - RIGHT) * metres) / end
  const y = (metres: number) => HEIGHT - FOOT - ((HEIGHT - TOP - FOOT) * Math.min(metres, most)) / most
  return {
    plane: line.map(([along, up], place) => `${place ? 'L' : 'M'}${x(along).toFixed(1)} ${y(up).toFixed(1)}`).join(''),
    pieces: pieces.map(({ from, to, bottom, top }) => ({ x: x(start + from), y: y(top), width: Math.max(x(start + to) - x(start + from), 1), height: y(bottom) - y(top) })),
    along: ticks(end).map((metres) => [x(metres), metres]),
    up: ticks(most).map((metres) => [y(metres), metres]),
    foot: y(0),
    left: x(0),
    isView,
  }
}

function ticks(most: number): number[] {
  const power = 10 ** Math.floor(Math.log10(most / 5))
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one * 5 >= most * 0.8)!
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, place) => Number((place * step).toPrecision(6)))
}
