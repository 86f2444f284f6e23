import { expect, test } from 'vitest'
import { SUN_COLOURS } from './colours'
import { groundOf } from './ground'

test('squares that are alike in a row are one, and a row ends where the next begins', () => {
  const { features } = groundOf({ places: [[10, 50, 1, 0, 0, 2, 3]], classes: ['00.' + '011'], median: [], under: [] })
  expect(features.map(({ properties }) => properties!.sun)).toEqual([SUN_COLOURS[0], SUN_COLOURS[0], SUN_COLOURS[1]])
  expect(features.map(({ geometry }) => geometry.type === 'Polygon' && geometry.coordinates[0])).toEqual([
    [[10, 50], [12, 50], [12, 52], [10, 52], [10, 50]],
    [[10, 52], [11, 52], [11, 54], [10, 54], [10, 52]],
    [[11, 52], [13, 52], [13, 54], [11, 54], [11, 52]],
  ])
})
