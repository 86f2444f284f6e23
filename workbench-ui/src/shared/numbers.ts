/** Numbers as people read them: three significant digits in text, every digit in tables. */

import units from '../../../src/gengxin/publish/units.json'
import { say, type Language, type Words } from './words'

const SHARES = new Set(['share 0–1', 'share', 'share a year'])
/** What is counted in ones. */
const COUNTED = new Set(['people', 'homes', 'jobs', 'records'])
const TEN_THOUSAND = 10_000
const FEW = 100
/** What is told in a larger unit from ten thousand on, and how much smaller its own is. */
const LARGER: Readonly<Record<string, readonly [string, number]>> = {
  'kg CO2e': ['tCO2e', 1000],
  'kg CO2e a year': ['tCO2e a year', 1000],
}
/** From how much on money is told in which larger unit. */
const LARGE: Readonly<Record<Language, readonly (readonly [number, string])[]>> = {
  en: [[1e9, ' billion'], [1e6, ' million']],
  zh: [[1e8, '亿'], [1e4, '万']],
}
const CURRENCIES_ZH: Readonly<Record<string, string>> = { CNY: '元', USD: '美元' }
const listed = units as unknown as Record<string, Words>

export function unitWords(unit: string): Words {
  return listed[unit] ?? [unit, unit]
}

/** A number of running text with its unit; 万 in Chinese; a missing number is said to be unavailable. */
export function withUnit(value: number | null, unit: string, language: Language): string {
  if (value === null) return say(['unavailable', '不可用'], language)
  const larger = LARGER[unit]
  if (larger && Math.abs(value) >= TEN_THOUSAND) return withUnit(value / larger[1], larger[0], language)
  const name = say(unitWords(unit), language)
  const gap = language === 'zh' || name.startsWith('%') || name === '' ? '' : ' '
  return `${inText(value, unit, language)}${gap}${name}`
}

/** A value that misses a bound: as ever, but with all digits where three would read as the bound. */
export function besideBound(value: number | null, bound: number | null, unit: string, language: Language): string {
  const told = withUnit(value, unit, language)
  if (value === null || value === bound || told !== withUnit(bound, unit, language)) return told
  const name = say(unitWords(unit), language)
  const gap = language === 'zh' || name.startsWith('%') || name === '' ? '' : ' '
  return `${inTable(value, unit)}${gap}${name}`
}

/** An amount in three significant digits: millions and billions, in Chinese 万 and 亿. */
export function inMoney(value: number | null, currency: string, language: Language): string {
  if (value === null) return say(['unavailable', '不可用'], language)
  // what rounds up to a unit is told in it
  const [size, word] = LARGE[language].find(([from]) => Math.abs(value) * (1 + 5e-4) >= from) ?? [1, '']
  const told = `${significant(value / size)}${word}`
  if (!currency) return told
  return language === 'zh' ? `${told}${CURRENCIES_ZH[currency] ?? currency}` : `${currency} ${told}`
}

/** Three significant digits, without the unit. */
export function inText(value: number | null, unit: string, language: Language): string {
  if (value === null) return say(['unavailable', '不可用'], language)
  if (unit === 'year') return signed(value.toFixed(0))
  if (SHARES.has(unit)) return significant(value * 100)
  if (language === 'zh' && Math.abs(value) >= TEN_THOUSAND) return `${significant(value / TEN_THOUSAND)}万`
  return significant(value)
}

/** All digits that carry meaning; nothing for a missing number. */
export function inTable(value: number | null, unit: string): string {
  if (value === null) return ''
  if (unit === 'year') return signed(value.toFixed(0))
  const isShare = SHARES.has(unit)
  const scaled = isShare ? value * 100 : value
  if (COUNTED.has(unit) && Math.abs(scaled) >= FEW) return grouped(scaled, 0)
  return grouped(scaled, isShare || Math.abs(scaled) < FEW ? 2 : 1)
}

function significant(value: number): string {
  if (value === 0) return '0'
  const digits = 2 - Math.floor(Math.log10(Math.abs(value)))
  const power = 10 ** Math.abs(digits)
  // a hair outward, so that 0.5735 isn't rounded down for want of a binary digit
  const outward = value * (1 + 1e-12)
  const rounded = digits >= 0 ? Math.round(outward * power) / power : Math.round(outward / power) * power
  return grouped(rounded, Math.max(digits, 0))
}

function grouped(value: number, digits: number): string {
  return signed(value.toLocaleString('en-US', { maximumFractionDigits: Math.min(digits, 20) }))
}

/** A written number for readers: below zero with a true minus, and no minus before nothing. */
function signed(written: string): string {
  return written === '-0' ? '0' : written.replace('-', '−')
}
