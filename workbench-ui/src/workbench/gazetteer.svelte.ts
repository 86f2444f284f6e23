/** The names of sites and areas, asked for when somebody first looks for one. */

import type { Words } from '../shared/words'
import { district } from './district.svelte'
import { pages, Problem, type Page } from './api/client'
import { stage } from './map/stage.svelte'

export interface Found {
  collection: string
  ref: string
  name: Words
  kind: Words
  searched: string
}

const KINDS: Readonly<Record<string, Words>> = { sites: ['site', '地块'], areas: ['area', '片区'] }
const PAGE = 1000

class Gazetteer {
  private found = $state.raw<readonly Found[]>([])
  private readonly named = $derived(new Map(this.found.map((one) => [`${one.collection}/${one.ref}`, one.name])))
  private asked = ''

  /** Ask for the names when the map stands, which they would keep waiting. */
  async lookLater(): Promise<void> {
    await stage.stands
    await this.look()
  }

  /** Ask for the names, once for each set of collections that may be read. */
  async look(): Promise<void> {
    const grounds = Object.keys(KINDS).map((layer) => [layer, district.ground(layer)] as const)
    if (this.asked === String(grounds)) return
    this.asked = String(grounds)
    const all = await Promise.all(grounds.map(([layer, ground]) => (ground ? this.names(layer, ground) : [])))
    this.found = all.flat()
  }

  /** Those whose name or reference has the words, names that begin with them first. */
  find(words: string, most: number): Found[] {
    const wanted = words.trim().toLowerCase()
    const hits = this.found.filter(({ searched }) => searched.includes(wanted))
    const rank = ({ searched }: Found): number => (searched.split('\n').some((one) => one.startsWith(wanted)) ? 0 : 1)
    return hits.sort((one, other) => rank(one) - rank(other)).slice(0, most)
  }

  name(collection: string, ref: string): Words | null {
    return this.named.get(`${collection}/${ref}`) ?? null
  }

  private async names(collection: string, ground: string): Promise<Found[]> {
    try {
      const rows = (page: Page) => page.features ?? []
      const named = await pages(`/api/collections/${ground}/items`, { limit: PAGE, fields: 'ref,name_en,name_zh', skipGeometry: true }, { rows })
      return named.map(({ properties }) => {
        const ref = String(properties.ref)
        const name: Words = [String(properties.name_en || properties.name_zh || ref), String(properties.name_zh || properties.name_en || ref)]
        return { collection, ref, name, kind: KINDS[collection]!, searched: [ref, ...name].join('\n').toLowerCase() }
      })
    } catch (fault) {
      if (fault instanceof Problem) return []
      throw fault
    }
  }
}

export const gazetteer = new Gazetteer()
