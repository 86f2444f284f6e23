import { describe, expect, it } from 'vitest'
import { carried, codeOf, wordOf } from '../shared/layers'
import type { Gaps } from './data'
import { boundsOf } from '../shared/map/features'
import { gapDots } from './map/layers'
import { frame } from '../shared/frame.svelte'
import { TEXTS } from './texts'
import { view } from './view.svelte'

describe('texts', () => {
  it('are there in both languages', () => {
    for (const [name, [en, zh]] of Object.entries(TEXTS)) {
      expect(en.length, name).toBeGreaterThan(0)
      expect(zh, name).toMatch(/[\u4e00-\u9fff]/)
    }
  })
})

describe('the address', () => {
  it('holds the whole view and gives it back', () => {
    const address = '#lang=zh&theme=dark&indicator=reach.edu.kg&level=site&selection=area%3An%2F1&show=gaps%2Bstops&hide=detour&map=14.50%2F31.20000%2F121.40000'
    view.read(address, ['en'])
    expect(view.selection).toEqual({ kind: 'area', ref: 'n/1' })
    expect(view.overlays).toEqual(['gaps', 'stops'])
    expect(view.camera).toEqual({ zoom: 14.5, lat: 31.2, lng: 121.4 })
    expect(view.address()).toBe(address)
  })

  it('leaves to the browser what it does not say', () => {
    view.read('', ['zh-CN'])
    expect(view.language).toBe('zh')
    expect(frame.theme).toBe('auto')
    expect(view.selection).toBeNull()
  })

  it('takes no nonsense', () => {
    view.read('#lang=xx&theme=pink&map=a/b/c&selection=:', ['en'])
    expect(view.language).toBe('en')
    expect(view.selection).toBeNull()
  })
})

describe('what the page carries', () => {
  it('is deflated JSON', async () => {
    const bytes = new Blob([JSON.stringify({ findingCount: 3 })]).stream().pipeThrough(new CompressionStream('deflate'))
    const text = btoa(String.fromCharCode(...new Uint8Array(await new Response(bytes).arrayBuffer())))
    expect((await carried<{ findingCount: number }>(text)).findingCount).toBe(3)
  })

  it('lists a word once and says where there is none', () => {
    expect(wordOf({ words: ['given'], values: null }, 7)).toBe('given')
    expect(wordOf({ words: ['given', 'estimated: x'], values: [1, -1] }, 0)).toBe('estimated: x')
    expect(wordOf({ words: ['given'], values: [0, -1] }, 1)).toBeNull()
    const column = { name: 'kind', title: ['kind', '类型'] as const, unit: '', kind: 'code' as const, values: [-1, 0], words: ['park'], codeWords: [['park', '公园'] as const] }
    expect(codeOf(column, 0)).toBeNull()
    expect(codeOf(column, 1)?.words[1]).toBe('公园')
  })
})

describe('dots', () => {
  const gaps: Gaps = {
    gridMetres: 0,
    withoutPlace: 0,
    shapes: [{ kind: 'point', rows: [0, 1], xy: [0, 0, 1_000_000, 2_000_000], sizes: [], rings: [], parts: [] }],
    services: { 'edu.kg': { counts: 'people', at: [0, 1], people: [5, 9], cause: [1, 0], metres: [null, 400] } },
  }

  it('draw the largest first, with their cause', () => {
    const { features } = gapDots(gaps, 'edu.kg', ['nothing_near', 'detour'])
    expect(features.map(({ properties }) => properties)).toEqual([
      { people: 9, cause: 'nothing_near', metres: 400 },
      { people: 5, cause: 'detour', metres: null },
    ])
    expect(boundsOf([{ type: 'FeatureCollection', features }])).toEqual([0, 0, 1, 2])
  })

  it('are none for a service without gaps', () => {
    expect(gapDots(gaps, 'edu.nursery', []).features).toEqual([])
  })
})
