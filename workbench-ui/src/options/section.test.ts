import { expect, test } from 'vitest'
import { HEIGHT, laidOut, WIDTH } from './section'

const piece = { from: 10, to: 20, bottom: 0, top: 15 }

test('a plane stands at the edge, steps at its setback and rises behind it', () => {
  const { plane, pieces, isView } = laidOut({ kind: 'sky_exposure_plane', base_height_m: 12, slope: 1, initial_setback_m: 5 }, [piece], null)
  const corners = plane.slice(1).split('L').map((one) => one.split(' ').map(Number))
  expect(isView).toBe(false)
  expect(corners).toHaveLength(5)
  expect(corners[0]![0]).toBe(corners[1]![0])
  expect(corners[2]![0]).toBe(corners[3]![0])
  // the piece begins twice as far from the edge as the setback lies
  const left = corners[0]![0]!
  expect(pieces[0]!.x - left).toBeCloseTo(2 * (corners[2]![0]! - left), 0)
  // 15 m of building against 12 m of wall, on one scale
  const foot = corners[0]![1]!
  expect(pieces[0]!.height / (foot - corners[1]![1]!)).toBeCloseTo(15 / 12, 1)
})

test('over a view corridor the site begins where the plane has the height that is allowed there', () => {
  const { plane, pieces, isView, foot } = laidOut({ kind: 'view_plane', base_height_m: 10, slope: 0.1 }, [piece], 20)
  expect(isView).toBe(true)
  const [[x0, y0], [x1, y1]] = plane.slice(1).split('L').map((one) => one.split(' ').map(Number)) as [[number, number], [number, number]]
  // 100 m from the viewpoint the plane is at 20 m; the piece begins 10 m on
  const place = pieces[0]!.x
  const at = y0 + ((y1 - y0) * (place - x0)) / (x1 - x0)
  expect((foot - at) / (foot - y0)).toBeCloseTo(21 / 10, 1)
  expect(x1).toBeLessThanOrEqual(WIDTH)
  expect(foot).toBeLessThan(HEIGHT)
})
