import { describe, expect, it } from 'vitest'
import cases from '../../../tests/publish/number_cases.json'
import { inMoney, inTable, withUnit } from './numbers'

// the same cases are read by the tests of the printed report
describe('numbers', () => {
  it.each(cases.with_unit as [number | null, string, string, string][])('%s %s in text', (value, unit, en, zh) => {
    expect(withUnit(value, unit, 'en')).toBe(en)
    expect(withUnit(value, unit, 'zh')).toBe(zh)
  })

  it.each(cases.in_money as [number | null, string, string, string][])('%s %s of money', (value, currency, en, zh) => {
    expect(inMoney(value, currency, 'en')).toBe(en)
    expect(inMoney(value, currency, 'zh')).toBe(zh)
  })

  it.each(cases.in_table as [number | null, string, string][])('%s %s in a table', (value, unit, written) => {
    expect(inTable(value, unit)).toBe(written)
  })
})
