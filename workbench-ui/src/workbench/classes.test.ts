import { expect, test } from 'vitest'
import { breaks } from './classes'

test('five values fall into five classes, each bound the shortest number between two neighbours', () => {
  expect(breaks([5.9, 1.1, 2.3, 4.4, 3.2])).toEqual([2, 3, 4, 5])
})

test('equal values need no bound', () => {
  expect(breaks([1, 1, 1, 1])).toEqual([])
  expect(breaks([])).toEqual([])
})

test('two groups are told apart by one bound', () => {
  expect(breaks([0, 0, 0, 0, 1, 1, 1, 1, 1, 1])).toEqual([0.5])
})
