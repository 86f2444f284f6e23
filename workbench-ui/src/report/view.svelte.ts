/** What the reader is looking at; the page's address holds all of it, so that a link shows the same. */

import { browserLanguage, type Language } from '../shared/words'

export type Overlay = 'gaps' | 'facilities' | 'stops' | 'heritage' | 'buildings' | 'labels'
export type Theme = 'auto' | 'light' | 'dark'
export interface Camera { zoom: number; lat: number; lng: number }
/** One thing on the map or in a table: its kind (area, site, finding or a layer) and its reference. */
export interface Selection { kind: string; ref: string }

export const OVERLAYS: readonly Overlay[] = ['gaps', 'facilities', 'stops', 'heritage', 'buildings', 'labels']
const SHOWN_AT_FIRST: readonly Overlay[] = ['gaps', 'facilities', 'buildings', 'labels']

class View {
  language = $state<Language>('en')
  theme = $state<Theme>('auto')
  indicator = $state('')
  level = $state('')
  selection = $state<Selection | null>(null)
  overlays = $state<Overlay[]>([...SHOWN_AT_FIRST])
  hiddenCauses = $state<string[]>([])
  camera = $state<Camera | null>(null)
  /** Whether the system asks for dark; kept up to date by the page. */
  systemDark = $state(false)

  get dark(): boolean {
    return this.theme === 'dark' || (this.theme === 'auto' && this.systemDark)
  }

  shows(overlay: Overlay): boolean {
    return this.overlays.includes(overlay)
  }

  /** The address that shows this view again. */
  address(): string {
    const words = new URLSearchParams({ lang: this.language })
    if (this.theme !== 'auto') words.set('theme', this.theme)
    if (this.indicator) words.set('indicator', this.indicator)
    if (this.level) words.set('level', this.level)
    if (this.selection) words.set('selection', `${this.selection.kind}:${this.selection.ref}`)
    if (this.overlays.join() !== SHOWN_AT_FIRST.join()) words.set('show', this.overlays.join('+'))
    if (this.hiddenCauses.length) words.set('hide', this.hiddenCauses.join('+'))
    if (this.camera) {
      const { zoom, lat, lng } = this.camera
      words.set('map', `${zoom.toFixed(2)}/${lat.toFixed(5)}/${lng.toFixed(5)}`)
    }
    return `#${words}`
  }

  /** Take the view from an address; what the address doesn't say stays as it is. */
  read(address: string, preferred: readonly string[]): void {
    const words = new URLSearchParams(address.replace(/^#/, ''))
    const language = words.get('lang')
    this.language = language === 'zh' || language === 'en' ? language : browserLanguage(preferred)
    const theme = words.get('theme')
    this.theme = theme === 'dark' || theme === 'light' ? theme : 'auto'
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

function cameraOf(written: string | null): Camera | null {
  const [zoom, lat, lng] = (written ?? '').split('/').map(Number)
  const known = [zoom, lat, lng].every((part) => part !== undefined && Number.isFinite(part))
  return written && known ? { zoom: zoom!, lat: lat!, lng: lng! } : null
}

export const view = new View()
