/** Wakes the page of options up: the map and the table of sites. */

import 'maplibre-gl/dist/maplibre-gl.css'
import '../shared/tokens.css'
import '../shared/page.css'
import { mount } from 'svelte'
import { at, bringing, ready, woken } from '../shared/wake'
import { Book } from './book'
import type { OptionData } from './data'
import Explore from './Explore.svelte'
import Sites from './Sites.svelte'
import { view } from './view.svelte'

const book = new Book(await woken<OptionData>(view))
const explore = mount(Explore, { target: at('explore-app'), props: { book } })
mount(Sites, { target: at('sites-app'), props: { book, onvisit: bringing(explore.visit) } })
ready()
