import { describe, expect, it } from 'vitest'
import { asGoodWords, whyWords } from './texts'

describe('why a site gets what it gets', () => {
  it('tells what the whole would lose', () => {
    const told = whyWords(['keep', '保留'], null, 12_300, (value) => [`CNY ${value}`, `${value}元`])
    expect(told).toEqual(['next best: keep; the whole would lose CNY 12300', '次优：保留，整体将损失12300元'])
  })

  it('tells no sum where the next best is as good', () => {
    expect(asGoodWords(['repair', '修缮'], ['2027–2029', '2027–2029年'])).toEqual([
      'next best: repair in 2027–2029; practically as good',
      '次优：修缮（2027–2029年），几乎同样好',
    ])
  })
})
