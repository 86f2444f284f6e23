import { expect, test } from 'vitest'
import { daysBetween, type Milestone } from './data'
import { drawn, inOrder } from './timeline'

const plain = { version: 1, project: 'P', kind: 'other', name_en: '', name_zh: '', site: '', note: '' }
const one: Milestone = { ...plain, ref: 'A', planned_on: '2027-01-01', forecast_on: null, achieved_on: '2027-01-11', expected_on: '2027-01-11', late_days: 10, after: [] }
const two: Milestone = { ...plain, ref: 'B', planned_on: '2027-06-01', forecast_on: '2027-07-01', achieved_on: null, expected_on: '2027-07-01', late_days: 30, after: ['A', 'elsewhere'] }

test('days between two are counted, a leap day too', () => {
  expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2)
})

test('marks stand in time, a late one right of where it was planned, with a line from what must come first', () => {
  const { marks, links, years, today } = drawn([one, two], 1000, 20, '2027-03-01')
  expect(marks.map(({ late, reached }) => [late, reached])).toEqual([[true, true], [true, false]])
  expect(marks[1]!.now).toBeGreaterThan(marks[1]!.planned)
  // of what isn't shown no line can lead
  expect(links.map(({ from, to }) => [from, to])).toEqual([['A', 'B']])
  expect(links[0]!.path).toMatch(/^M\d+\.\d 10V30H\d+\.\d$/)
  expect(years.map(({ year }) => year)).toEqual([2027])
  expect(today).toBeGreaterThan(marks[0]!.now)
})

test('milestones come by the day now expected', () => {
  expect(inOrder([two, one]).map(({ ref }) => ref)).toEqual(['A', 'B'])
  expect(drawn([], 100, 20, '2027-01-01').marks).toEqual([])
})
