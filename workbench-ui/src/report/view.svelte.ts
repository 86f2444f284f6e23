/** What the reader is looking at; the page's address holds all of it, so that a link shows the same. */

import { cameraOf, cameraWords, type Camera } from '../shared/camera'
import { frame } from '../shared/frame.svelte'
import type { Language } from '../shared/words'

export type Overlay = 'gaps' | 'facilities' | 'stops' | 'heritage' | 'buildings' | 'labels'
/** One thing on the map or in a table: its kind (area, site, finding or a layer) and its reference. */
export interface Selection { kind: string; ref: string }

export const OVERLAYS: readonly Overlay[] = ['gaps', 'facilities', 'stops', 'heritage', 'buildings', 'labels']
const SHOWN_AT_FIRST: readonly Overlay[] = ['gaps', 'facilities', 'buildings', 'labels']

class View {
  indicator = $state('')
  level = $state('')
  selection = $state<Selection | null>(null)
  overlays = $state<Overlay[]>([...SHOWN_AT_FIRST])
  hiddenCauses = $state<string[]>([])
  camera = $state<Camera | null>(null)

  get language(): Language {
    return frame.language
  }

  get dark(): boolean {
    return frame.dark
  }

  /** What Back undoes; moving the map is no step. */
  get step(): string {
    return [this.indicator, this.level, this.selection?.kind, this.selection?.ref].join('\n')
  }

  shows(overlay: Overlay): boolean {
    return this.overlays.includes(overlay)
  }

  /** The address that shows this view again. */
  address(): string {
    const words = new URLSearchParams(frame.words())
    if (this.indicator) words.set('indicator', this.indicator)
    if (this.level) words.set('level', this.level)
    if (this.selection) words.set('selection', `${this.selection.kind}:${this.selection.ref}`)
    if (this.overlays.join() !== SHOWN_AT_FIRST.join()) words.set('show', this.overlays.join('+'))
    if (this.hiddenCauses.length) words.set('hide', this.hiddenCauses.join('+'))
    if (this.camera) words.set('map', cameraWords(this.camera))
    return `#${words}`
  }

  /** Take the view from an address; what the address doesn't say stays as it is. */
  read(address: string, preferred: readonly string[]): void {
    const words = new URLSearchParams(address.replace(/^#/, ''))
    frame.read(words, preferred)
    this.indicator = words.get('indicator') ?? this.indicator
    this.level = words.get('level') ?? this.level
    this.selection = selectionOf(words.get('selection'))
    const shown = words.get('show')
    if (shown !== null) this.overlays = OVERLAYS.filter((one) => shown.split('+').includes(one))
    this.hiddenCauses = (words.get('hide') ?? '').split('+').filter(Boolean)
    this.camera = cameraOf(words.get('map')) ?? this.camera
  }
}

function selectionOf(written: string | null): Selection | null {
  const colon = written?.indexOf(':') ?? -1
  return written && colon > 0 ? { kind: written.slice(0, colon), ref: written.slice(colon + 1) } : null
}

export const view = new View()
