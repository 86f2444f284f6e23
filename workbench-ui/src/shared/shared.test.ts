import { describe, expect, it } from 'vitest'
import { classOf, ramp } from './colours'
import { unpacked } from './unpack'
import { browserLanguage, say } from './words'

describe('words', () => {
  it('speaks Chinese to a Chinese browser, else English', () => {
    expect(browserLanguage(['zh-TW', 'en'])).toBe('zh')
    expect(browserLanguage(['fr', 'en-GB', 'zh'])).toBe('en')
    expect(browserLanguage(['fr'])).toBe('en')
    expect(say(['park', '公园'], 'zh')).toBe('公园')
  })
})

describe('classes', () => {
  it('puts a value that equals a bound into the class above it', () => {
    expect([0, 2, 3, 9].map((value) => classOf(value, [2, 4]))).toEqual([0, 1, 1, 2])
  })

  it('has as many colours as classes, and says so where it has none', () => {
    expect(ramp(5)).toHaveLength(5)
    expect(() => ramp(9)).toThrow('1 to 7')
  })
})

describe('unpacking', () => {
  it('adds the steps up and deals them into rings, parts and shapes', () => {
    const shapes = unpacked([
      { kind: 'point', rows: [2], xy: [121_000_000, 31_000_000], sizes: [], rings: [], parts: [] },
      { kind: 'line', rows: [0], xy: [0, 0, 1_000_000, 0], sizes: [2], rings: [], parts: [] },
      { kind: 'polygon', rows: [1], xy: [0, 0, 1_000_000, 0, 0, 1_000_000, -1_000_000, -1_000_000], sizes: [4], rings: [1], parts: [] },
    ])
    expect(shapes.get(2)).toEqual({ type: 'Point', coordinates: [121, 31] })
    expect(shapes.get(0)).toEqual({ type: 'LineString', coordinates: [[0, 0], [1, 0]] })
    expect(shapes.get(1)).toEqual({ type: 'Polygon', coordinates: [[[0, 0], [1, 0], [1, 1], [0, 0]]] })
    expect(shapes.has(3)).toBe(false)
  })

  it('keeps the parts of a shape together', () => {
    const [group] = [{ kind: 'line' as const, rows: [0], xy: [0, 0, 1, 1, 1, 1, 1, 1], sizes: [2, 2], rings: [], parts: [2] }]
    expect(unpacked([group]).get(0)?.type).toBe('MultiLineString')
  })
})
