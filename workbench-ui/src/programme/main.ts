/** Wakes the page of a programme up: map, table, and links to sites. */

import 'maplibre-gl/dist/maplibre-gl.css'
import '../shared/tokens.css'
import '../shared/page.css'
import './programme.css'
import { mount } from 'svelte'
import { at, bringing, ready, woken } from '../shared/wake'
import { Book } from './book'
import type { ProgrammeData } from './data'
import Explore from './Explore.svelte'
import Sites from './Sites.svelte'
import { view } from './view.svelte'

const book = new Book(await woken<ProgrammeData>(view))
const explore = mount(Explore, { target: at('explore-app'), props: { book } })
const visit = bringing(explore.visit)
mount(Sites, { target: at('sites-app'), props: { book, onvisit: visit } })

// the printed tables name sites too
document.addEventListener('click', ({ target }) => {
  const button = (target as Element).closest<HTMLElement>('[data-site]')
  if (button) visit(button.dataset.site!)
})
ready()
