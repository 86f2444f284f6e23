/** Classes of equal number for what a map shades. */

const CLASSES = 5

/** Bounds between quantile classes, in as few digits as tell them apart, as the printed maps have them. */
export function breaks(values: readonly number[], classes = CLASSES): number[] {
  const known = [...values].sort((one, other) => one - other)
  const starts = Array.from({ length: classes - 1 }, (_, place) => Math.ceil((known.length * (place + 1)) / classes))
  const pairs = starts.filter((start) => start > 0 && start < known.length).map((start) => [known[start - 1]!, known[start]!] as const)
  return [...new Set(pairs.filter(([low, high]) => low < high).map(([low, high]) => between(low, high)))].sort((one, other) => one - other)
}

/** The shortest number above `low` and at most `high`, near their middle. */
function between(low: number, high: number): number {
  for (let digits = 1; digits < 8; digits += 1) {
    const bound = Number(((low + high) / 2).toPrecision(digits))
    if (low < bound && bound <= high) return bound
  }
  return high
}
