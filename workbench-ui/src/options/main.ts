/** Wakes the page of options up: language, theme and address first, then the map and the table of sites. */

import 'maplibre-gl/dist/maplibre-gl.css'
import '../shared/tokens.css'
import '../shared/page.css'
import { mount } from 'svelte'
import { carried } from '../shared/layers'
import { followAddress, followSwitches } from '../shared/page.svelte'
import { Book } from './book'
import type { OptionData } from './data'
import Explore from './Explore.svelte'
import SiteTable from './SiteTable.svelte'
import { view } from './view.svelte'

const at = (id: string): HTMLElement => document.getElementById(id)!

followAddress(view)
followSwitches()

// what is on the first page is seen before the map is made ready
await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))

const book = new Book(await carried<OptionData>(at('gengxin-data').textContent))

at('explore-app').replaceChildren()
const explore = mount(Explore, { target: at('explore-app'), props: { book } })

mount(SiteTable, {
  target: at('sites-app'),
  props: {
    book,
    onvisit: (site: string) => {
      at('explore').scrollIntoView()
      explore.visit(site)
    },
  },
})
document.documentElement.dataset.ready = 'yes'
