/** What the reader is looking at; the page's address holds all of it, so that a link shows the same. */

import { cameraOf, cameraWords, type Camera } from '../shared/camera'
import { frame } from '../shared/frame.svelte'
import type { Language } from '../shared/words'

class View {
  /** Up to which phase works are shown; 0: all of the programme. */
  phase = $state(0)
  site = $state('')
  camera = $state<Camera | null>(null)

  get language(): Language {
    return frame.language
  }

  get dark(): boolean {
    return frame.dark
  }

  /** What Back undoes; moving the map is no step. */
  get step(): string {
    return [this.phase, this.site].join('\n')
  }

  /** The address that shows this view again. */
  address(): string {
    const words = new URLSearchParams(frame.words())
    words.set('phase', String(this.phase))
    if (this.site) words.set('site', this.site)
    if (this.camera) words.set('map', cameraWords(this.camera))
    return `#${words}`
  }

  /** Take the view from an address; what the address doesn't say is as at first. */
  read(address: string, preferred: readonly string[]): void {
    const words = new URLSearchParams(address.replace(/^#/, ''))
    frame.read(words, preferred)
    const phase = Number(words.get('phase'))
    this.phase = Number.isInteger(phase) && phase > 0 ? phase : 0
    this.site = words.get('site') ?? ''
    this.camera = cameraOf(words.get('map')) ?? this.camera
  }
}

export const view = new View()
