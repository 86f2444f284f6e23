/** JSON in one way of writing only: keys sorted by code point, no spaces. */

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** Sorted JSON; with `ascii`, every other letter is written by its number. A number must be finite. */
export function canonical(value: unknown, { ascii }: { ascii: boolean }): string {
  const text = written(JSON.parse(JSON.stringify(value, refuseEndless)) as Json)
  return ascii ? text.replace(/[\u007f-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`) : text
}

/** The order of code points, which is that of UTF-8 and of Python. */
export function byCodePoint(one: string, other: string): number {
  const [a, b] = [Array.from(one), Array.from(other)]
  for (let place = 0; place < Math.min(a.length, b.length); place += 1) {
    const apart = a[place]!.codePointAt(0)! - b[place]!.codePointAt(0)!
    if (apart) return apart
  }
  return a.length - b.length
}

function written(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  // objects would put names that look like numbers first, so the text is put together here
  const names = Object.keys(value).sort(byCodePoint)
  return `{${names.map((name) => `${JSON.stringify(name)}:${written(value[name]!)}`).join(',')}}`
}

/** JSON writes what is no number as null, which would be another statement. */
function refuseEndless(_name: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(String(value))
  return value
}
