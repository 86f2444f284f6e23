/** What the person looks at; the address holds all of it, so that a link shows the same and Back works. */

import { cameraOf, cameraWords, type Camera } from '../shared/camera'
import { frame } from '../shared/frame.svelte'

/** One thing chosen, in every room: a site, an area, a drawn area. */
export interface Selection {
  collection: string
  ref: string
}

const OF_FRAME = new Set(['lang', 'theme', 'map', 'sel', 'solid'])
/** Words that are typed letter by letter: no step of their own. */
const QUIET = new Set(['q'])

class View {
  room = $state('')
  /** What follows the room in the address: a secret of a link, a page of the room. */
  tail = $state('')
  selection = $state<Selection | null>(null)
  camera = $state<Camera | null>(null)
  solid = $state(false)
  /** What may be chosen in the room that is open. */
  words = $state<Readonly<Record<string, string>>>({})
  private readonly left = new Map<string, Readonly<Record<string, string>>>()

  /** Enter a room, as it was left. */
  enter(room: string, words: Readonly<Record<string, string>> = {}, tail = ''): void {
    if (room !== this.room) this.left.set(this.room, this.words)
    this.words = { ...(room === this.room ? this.words : this.left.get(room)), ...words }
    this.room = room
    this.tail = tail
  }

  word(name: string, otherwise = ''): string {
    return this.words[name] ?? otherwise
  }

  /** Choose in the room; an empty word is as at first. */
  put(chosen: Readonly<Record<string, string>>): void {
    this.words = Object.fromEntries(Object.entries({ ...this.words, ...chosen }).filter(([, value]) => value !== ''))
  }

  choose(selection: Selection | null): void {
    if (selection?.collection === this.selection?.collection && selection?.ref === this.selection?.ref) return
    this.selection = selection
  }

  isChosen(collection: string, ref: string): boolean {
    return this.selection?.collection === collection && this.selection.ref === ref
  }

  /** What Back undoes; moving the map or typing is no step. */
  get step(): string {
    const words = Object.entries(this.words).filter(([name]) => !QUIET.has(name))
    return JSON.stringify([this.room, this.tail, this.selection, words])
  }

  address(): string {
    const path = this.tail ? `${this.room}/${encodeURIComponent(this.tail)}` : this.room
    const words = new URLSearchParams({ ...this.words, ...frame.words() })
    if (this.selection) words.set('sel', `${this.selection.collection}/${this.selection.ref}`)
    if (this.solid) words.set('solid', 'yes')
    if (this.camera) words.set('map', cameraWords(this.camera))
    return `#/${path}?${words}`
  }

  read(address: string, preferred: readonly string[], first: string): void {
    const [path = '', asked = ''] = address.replace(/^#\/?/, '').split('?', 2)
    const [room = '', tail = ''] = path.split('/', 2)
    const words = new URLSearchParams(asked)
    frame.read(words, preferred)
    this.room = room || first
    this.tail = decodeURIComponent(tail)
    this.words = Object.fromEntries([...words].filter(([name]) => !OF_FRAME.has(name)))
    this.selection = selectionOf(words.get('sel'))
    this.solid = words.get('solid') === 'yes'
    this.camera = cameraOf(words.get('map')) ?? this.camera
  }
}

function selectionOf(written: string | null): Selection | null {
  const cut = written?.indexOf('/') ?? -1
  return written && cut > 0 ? { collection: written.slice(0, cut), ref: written.slice(cut + 1) } : null
}

export const view = new View()

/** Keep address and view alike; choosing something makes a step that Back undoes, moving the map doesn't. */
export function followAddress(first: string, preferred: () => readonly string[]): void {
  view.read(location.hash, preferred(), first)
  addEventListener('popstate', () => view.read(location.hash, preferred(), first))
  let steps = ''
  $effect.root(() => {
    $effect(() => {
      const address = view.address()
      const { step } = view
      if (address !== location.hash) {
        if (steps && step !== steps) history.pushState(null, '', address)
        else history.replaceState(null, '', address)
      }
      steps = step
    })
  })
}

/** Theme and language as the page shows them. */
export function followSwitches(): void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  frame.systemDark = system.matches
  system.addEventListener('change', () => (frame.systemDark = system.matches))
  $effect.root(() => {
    $effect(() => {
      document.documentElement.lang = frame.language === 'zh' ? 'zh-CN' : 'en'
      document.documentElement.dataset.theme = frame.dark ? 'dark' : 'light'
    })
  })
}
