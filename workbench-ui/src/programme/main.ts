/** Wakes the page of a programme up: language, theme and address first, then map, table and links to sites. */

import 'maplibre-gl/dist/maplibre-gl.css'
import '../shared/tokens.css'
import '../shared/page.css'
import './programme.css'
import { mount } from 'svelte'
import { carried } from '../shared/layers'
import { followAddress, followSwitches } from '../shared/page.svelte'
import { Book } from './book'
import type { ProgrammeData } from './data'
import Explore from './Explore.svelte'
import SiteTable from './SiteTable.svelte'
import { view } from './view.svelte'

const at = (id: string): HTMLElement => document.getElementById(id)!

followAddress(view)
followSwitches()

// what is on the first page is seen before the map is made ready
await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))

const book = new Book(await carried<ProgrammeData>(at('gengxin-data').textContent))

at('explore-app').replaceChildren()
const explore = mount(Explore, { target: at('explore-app'), props: { book } })

function visit(site: string): void {
  at('explore').scrollIntoView()
  explore.visit(site)
}

mount(SiteTable, { target: at('sites-app'), props: { book, onvisit: visit } })

// the printed tables name sites too
document.addEventListener('click', ({ target }) => {
  const button = (target as Element).closest<HTMLElement>('[data-site]')
  if (button) visit(button.dataset.site!)
})
document.documentElement.dataset.ready = 'yes'
