/** Wakes a page up: language, theme and address first, then what travels inside it. */

import { carried } from './layers'
import { followAddress, followSwitches } from './page.svelte'
import type { View } from './view.svelte'

export function at(id: string): HTMLElement {
  return document.getElementById(id)!
}

/** What the page carries, once what is on its first screen has been seen. */
export async function woken<Data>(view: View): Promise<Data> {
  followAddress(view)
  followSwitches()
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  const data = await carried<Data & object>(at('gengxin-data').textContent)
  const layers = document.getElementById('gengxin-layers')
  if (layers) Object.assign(data, await carried<object>(layers.textContent))
  at('explore-app').replaceChildren()
  return data
}

/** Bring the map into sight, and on it what was asked for. */
export function bringing<Asked extends unknown[]>(visit: (...asked: Asked) => void): (...asked: Asked) => void {
  return (...asked) => {
    at('explore').scrollIntoView()
    visit(...asked)
  }
}

export function ready(): void {
  document.documentElement.dataset.ready = 'yes'
}
