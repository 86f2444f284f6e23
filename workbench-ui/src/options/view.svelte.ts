/** What the reader is looking at; the page's address holds all of it, so that a link shows the same. */

import { cameraOf, cameraWords, type Camera } from '../shared/camera'
import { frame } from '../shared/frame.svelte'
import type { Language } from '../shared/words'
import type { Quantity } from './data'

export type Overlay = 'sun' | 'buildings' | 'heritage' | 'labels'

export const OVERLAYS: readonly Overlay[] = ['sun', 'buildings', 'heritage', 'labels']
export const QUANTITIES: readonly Quantity[] = ['best', 'offered', 'npv', 'cost', 'homes', 'sun', 'under', 'cap', 'forbids']
const SHOWN_AT_FIRST: readonly Overlay[] = ['buildings', 'labels']

class View {
  quantity = $state<Quantity>('best')
  /** Reference of the site chosen, and what follows it in the option's. */
  site = $state('')
  option = $state('')
  overlays = $state<Overlay[]>([...SHOWN_AT_FIRST])
  solid = $state(false)
  camera = $state<Camera | null>(null)

  get language(): Language {
    return frame.language
  }

  get dark(): boolean {
    return frame.dark
  }

  /** What Back undoes; moving the map is no step. */
  get step(): string {
    return [this.quantity, this.site, this.option].join('\n')
  }

  shows(overlay: Overlay): boolean {
    return this.overlays.includes(overlay)
  }

  toggle(overlay: Overlay): void {
    this.overlays = OVERLAYS.filter((one) => (one === overlay ? !this.shows(one) : this.shows(one)))
  }

  choose(site: string, option = ''): void {
    this.site = site
    this.option = option
  }

  /** The address that shows this view again. */
  address(): string {
    const words = new URLSearchParams(frame.words())
    words.set('by', this.quantity)
    if (this.site) words.set('site', this.site)
    if (this.option) words.set('option', this.option)
    if (this.overlays.join() !== SHOWN_AT_FIRST.join()) words.set('show', this.overlays.join('+'))
    if (this.solid) words.set('solid', 'yes')
    if (this.camera) words.set('map', cameraWords(this.camera))
    return `#${words}`
  }

  /** Take the view from an address; what the address doesn't say is as at first. */
  read(address: string, preferred: readonly string[]): void {
    const words = new URLSearchParams(address.replace(/^#/, ''))
    frame.read(words, preferred)
    this.quantity = QUANTITIES.find((one) => one === words.get('by')) ?? 'best'
    this.choose(words.get('site') ?? '', words.get('option') ?? '')
    const shown = words.get('show')
    this.overlays = shown === null ? [...SHOWN_AT_FIRST] : OVERLAYS.filter((one) => shown.split(/[+ ]/).includes(one))
    this.solid = words.get('solid') === 'yes'
    this.camera = cameraOf(words.get('map')) ?? this.camera
  }
}

export const view = new View()
