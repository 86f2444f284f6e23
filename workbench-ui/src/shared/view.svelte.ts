/** What the reader of a page is looking at; the page's address holds all of it, so that a link shows the same. */

import { cameraOf, cameraWords, type Camera } from './camera'
import { frame } from './frame.svelte'
import type { Language } from './words'

/** What every page has; a page adds what may be chosen on it. */
export abstract class View {
  camera = $state<Camera | null>(null)

  get language(): Language {
    return frame.language
  }

  get dark(): boolean {
    return frame.dark
  }

  /** What Back undoes; moving the map is no step. */
  abstract get step(): string

  /** What the page's own choices are called in an address. */
  protected abstract said(): Record<string, string>

  /** Take the page's own choices from an address. */
  protected abstract take(words: URLSearchParams): void

  /** The address that shows this view again. */
  address(): string {
    const words = new URLSearchParams({ ...frame.words(), ...this.said() })
    if (this.camera) words.set('map', cameraWords(this.camera))
    return `#${words}`
  }

  /** Take the view from an address. */
  read(address: string, preferred: readonly string[]): void {
    const words = new URLSearchParams(address.replace(/^#/, ''))
    frame.read(words, preferred)
    this.take(words)
    this.camera = cameraOf(words.get('map')) ?? this.camera
  }
}
