/** What the reader of a programme is looking at. */

import { View } from '../shared/view.svelte'

class ProgrammeView extends View {
  /** Up to which phase works are shown; 0: all of the programme. */
  phase = $state(0)
  site = $state('')

  get step(): string {
    return [this.phase, this.site].join('\n')
  }

  protected said(): Record<string, string> {
    return { phase: String(this.phase), ...(this.site && { site: this.site }) }
  }

  /** What the address doesn't say is as at first. */
  protected take(words: URLSearchParams): void {
    const phase = Number(words.get('phase'))
    this.phase = Number.isInteger(phase) && phase > 0 ? phase : 0
    this.site = words.get('site') ?? ''
  }
}

export const view = new ProgrammeView()
