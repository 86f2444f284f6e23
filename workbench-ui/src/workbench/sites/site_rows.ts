/** Every site without its shape: what the table tells. */

import { pages, type Page } from '../api/client'
import type { Words } from '../../shared/words'

export interface Site {
  ref: string
  name: Words
  use: string
  condition: string
  area: number | null
  floor: number | null
}

const PAGE = 1000
const FIELDS = 'ref,name_en,name_zh,use_class'
/** What only the layer itself tells. */
const MORE = ',condition,area_m2,gross_floor_area_m2'

export function sitesOf(collection: string): Promise<Site[]> {
  return pages(`/api/collections/${collection}/items`, { limit: PAGE, fields: collection === 'sites' ? FIELDS + MORE : FIELDS, skipGeometry: true }, { rows: (page: Page) => (page.features ?? []).map(({ properties }) => siteOf(properties)) })
}

function siteOf(told: Readonly<Record<string, unknown>>): Site {
  const ref = String(told.ref)
  const number = (name: string) => (typeof told[name] === 'number' ? told[name] : null)
  return {
    ref,
    name: [String(told.name_en || told.name_zh || ref), String(told.name_zh || told.name_en || ref)],
    use: String(told.use_class ?? ''),
    condition: String(told.condition ?? ''),
    area: number('area_m2'),
    floor: number('gross_floor_area_m2'),
  }
}
