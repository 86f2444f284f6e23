/** What the reader of a check-up is looking at. */

import { View } from '../shared/view.svelte'

export type Overlay = 'gaps' | 'facilities' | 'stops' | 'heritage' | 'buildings' | 'labels'
/** One thing on the map or in a table: its kind (area, site, finding or a layer) and its reference. */
export interface Selection { kind: string; ref: string }

export const OVERLAYS: readonly Overlay[] = ['gaps', 'facilities', 'stops', 'heritage', 'buildings', 'labels']
const SHOWN_AT_FIRST: readonly Overlay[] = ['gaps', 'facilities', 'buildings', 'labels']

class CheckUpView extends View {
  indicator = $state('')
  level = $state('')
  selection = $state<Selection | null>(null)
  overlays = $state<Overlay[]>([...SHOWN_AT_FIRST])
  hiddenCauses = $state<string[]>([])

  get step(): string {
    return [this.indicator, this.level, this.selection?.kind, this.selection?.ref].join('\n')
  }

  shows(overlay: Overlay): boolean {
    return this.overlays.includes(overlay)
  }

  protected said(): Record<string, string> {
    return {
      ...(this.indicator && { indicator: this.indicator }),
      ...(this.level && { level: this.level }),
      ...(this.selection && { selection: `${this.selection.kind}:${this.selection.ref}` }),
      ...(this.overlays.join() !== SHOWN_AT_FIRST.join() && { show: this.overlays.join('+') }),
      ...(this.hiddenCauses.length && { hide: this.hiddenCauses.join('+') }),
    }
  }

  /** What the address doesn't say stays as it is. */
  protected take(words: URLSearchParams): void {
    this.indicator = words.get('indicator') ?? this.indicator
    this.level = words.get('level') ?? this.level
    this.selection = selectionOf(words.get('selection'))
    const shown = words.get('show')
    if (shown !== null) this.overlays = OVERLAYS.filter((one) => shown.split('+').includes(one))
    this.hiddenCauses = (words.get('hide') ?? '').split('+').filter(Boolean)
  }
}

function selectionOf(written: string | null): Selection | null {
  const colon = written?.indexOf(':') ?? -1
  return written && colon > 0 ? { kind: written.slice(0, colon), ref: written.slice(colon + 1) } : null
}

export const view = new CheckUpView()
