/** Where the milestones of a project stand in time, and the lines from what must come first. */

import type { Milestone } from './data'

export interface Mark {
  milestone: Milestone
  row: number
  planned: number
  /** Where it is expected or was reached, if that isn't as planned. */
  now: number
  reached: boolean
  late: boolean
}

export interface Link { from: string; to: string; path: string }
export interface Drawn { marks: readonly Mark[]; links: readonly Link[]; years: readonly { year: number; at: number }[]; today: number | null }

const DAY_MS = 86_400_000

/** Marks in rows of one height, from 0 to `wide` across; milestones come in the order in which they are shown. */
export function drawn(milestones: readonly Milestone[], wide: number, high: number, today: string): Drawn {
  const days = milestones.flatMap(({ planned_on, expected_on }) => [planned_on, expected_on]).map((day) => Date.parse(day))
  if (!days.length) return { marks: [], links: [], years: [], today: null }
  const first = Math.min(...days) - 45 * DAY_MS
  const span = Math.max(...days) + 45 * DAY_MS - first
  const at = (day: string): number => ((Date.parse(day) - first) / span) * wide
  const marks = milestones.map((milestone, row): Mark => {
    const { planned_on, expected_on, achieved_on } = milestone
    return { milestone, row, planned: at(planned_on), now: at(expected_on), reached: achieved_on !== null, late: expected_on > planned_on }
  })
  const known = new Map(marks.map((mark) => [mark.milestone.ref, mark]))
  const links = marks.flatMap((mark) =>
    mark.milestone.after.flatMap((ref): Link[] => {
      const before = known.get(ref)
      return before ? [{ from: ref, to: mark.milestone.ref, path: elbow(before, mark, high) }] : []
    }),
  )
  const todayAt = at(today)
  return { marks, links, years: yearsOf(first, span).map((year) => ({ year, at: at(`${year}-01-01`) })), today: todayAt >= 0 && todayAt <= wide ? todayAt : null }
}

function elbow(before: Mark, mark: Mark, high: number): string {
  const y = (row: number): number => row * high + high / 2
  return `M${before.now.toFixed(1)} ${y(before.row)}V${y(mark.row)}H${mark.now.toFixed(1)}`
}

function yearsOf(first: number, span: number): number[] {
  const from = new Date(first).getUTCFullYear() + 1
  const until = new Date(first + span).getUTCFullYear()
  const step = Math.ceil((until - from + 1) / 12) || 1
  return Array.from({ length: Math.max(0, until - from + 1) }, (_, place) => from + place).filter((_, place) => place % step === 0)
}

/** What must come first comes first: by the day now expected, those of the whole project before those of its sites on one day. */
export function inOrder<One extends Milestone>(milestones: readonly One[]): One[] {
  return [...milestones].sort((one, other) => one.expected_on.localeCompare(other.expected_on) || Number(one.site !== '') - Number(other.site !== '') || one.ref.localeCompare(other.ref))
}
