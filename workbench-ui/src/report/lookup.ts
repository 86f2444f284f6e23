/** Finds a value, a name, a row in what the page carries. */

import type { Words } from '../shared/words'
import type { Layer } from '../shared/layers'
import { STATUSES, type Indicator, type Level, type Rank, type ReportData, type Status } from './data'

export interface Observation {
  value: number | null
  numerator: number | null
  denominator: number | null
  status: Status
  evidence: Words
}

export interface Area {
  ref: string
  row: number
  level: Level
  name: Words
}

export class Lookup {
  readonly areas: Area[] = []
  private readonly byRef = new Map<string, Area>()
  /** Level → area → its place among the level's areas. */
  private readonly order = new Map<string, Map<string, number>>()
  private readonly places = new Map<string, number>()

  constructor(readonly data: ReportData) {
    for (const [level, { areas }] of Object.entries(data.values.levels)) {
      this.order.set(level, new Map(areas.map((area, place) => [area, place])))
    }
    data.indicators.forEach((one, place) => this.places.set(one.code, place))
    const layer = data.layers.areas
    const levels = layer?.columns.find((column) => column.name === 'level')
    layer?.refs?.forEach((ref, row) => {
      const place = levels?.values ? levels.values[row]! : 0
      this.areas.push({ ref, row, level: levels?.words?.[place] as Level, name: layer.names![row]! })
      this.byRef.set(ref, this.areas.at(-1)!)
    })
  }

  indicator(code: string): Indicator | undefined {
    return this.data.indicators[this.places.get(code) ?? -1]
  }

  observation(code: string, level: string, area: string): Observation | null {
    const row = this.data.values.levels[level]?.rows[code]
    const place = this.order.get(level)?.get(area)
    if (!row || place === undefined) return null
    return {
      value: row.value[place]!,
      numerator: row.numerator[place]!,
      denominator: row.denominator[place]!,
      status: STATUSES[row.status[place]!]!,
      evidence: this.data.values.evidenceWords[row.evidence[place]!]!,
    }
  }

  whole(code: string): Observation | null {
    return this.observation(code, 'district', 'district')
  }

  area(ref: string): Area | undefined {
    return this.byRef.get(ref)
  }

  areasOf(level: string): Area[] {
    return this.areas.filter((one) => one.level === level)
  }

  /** Levels at which an indicator has a value somewhere, coarsest first. */
  levelsOf(code: string): Level[] {
    const classed = this.data.breaks[code] ?? {}
    return (Object.keys(this.data.levels) as Level[]).filter((level) => classed[level] !== undefined)
  }

  /** Name of an area, a site, or of the district itself. */
  name(level: string, ref: string): Words {
    if (level === 'district') return this.data.district.name
    if (level !== 'site') return this.area(ref)?.name ?? [ref, ref]
    const { refs, names } = this.data.layers.sites ?? {}
    return names?.[refs?.indexOf(ref) ?? -1] ?? [ref, ref]
  }

  /** Indicators that miss their standard in an area, those furthest from it first. */
  shortIn(level: string, area: string): { indicator: Indicator; value: number; gap: number }[] {
    return this.data.indicators
      .flatMap((indicator) => {
        const value = this.observation(indicator.code, level, area)?.value ?? null
        const { threshold, direction } = indicator
        if (value === null || threshold === null || direction === 'neither') return []
        const gap = (direction === 'more_is_better' ? threshold - value : value - threshold) / (threshold || 1)
        return gap > 0 ? [{ indicator, value, gap }] : []
      })
      .sort((one, other) => other.gap - one.gap)
  }

  rank(level: string, area: string): Rank | undefined {
    return this.data.ranking.find((one) => one.level === level && one.area === area)
  }

  /** The first indicator of each service standard, and every indicator of none: one line a thing measured. */
  get leading(): Indicator[] {
    const seen = new Set<string>()
    return this.data.indicators.filter(({ standard }) => !standard || (!seen.has(standard) && seen.add(standard)))
  }

  /** Name of the service that an indicator is of. */
  serviceName(indicator: Indicator): Words {
    return this.data.standards.find(({ code }) => code === indicator.standard)?.name ?? indicator.name
  }

  row(layer: Layer | undefined, ref: string): number {
    return layer?.refs ? layer.refs.indexOf(ref) : Number(ref)
  }
}
