/** Wakes the page of a check-up up: the map, the tables by area and the charts. */

import 'maplibre-gl/dist/maplibre-gl.css'
import '../shared/tokens.css'
import '../shared/page.css'
import { mount } from 'svelte'
import AreaTable from './AreaTable.svelte'
import Charts from './charts/Charts.svelte'
import type { ReportData } from './data'
import Explore from './Explore.svelte'
import { Lookup } from './lookup'
import { at, bringing, ready, woken } from '../shared/wake'
import { startView } from './start'
import { view } from './view.svelte'

const data = await woken<ReportData>(view)
const lookup = new Lookup(data)
startView(data, lookup)

const explore = mount(Explore, { target: at('explore-app'), props: { data, lookup } })

const visit = bringing(explore.visit)

mount(AreaTable, { target: at('areas-app'), props: { data, lookup, onvisit: (ref: string) => visit('area', ref) } })
mount(Charts, { target: at('charts-app'), props: { data, lookup } })

document.addEventListener('click', ({ target }) => {
  const button = (target as Element).closest<HTMLElement>('[data-finding], [data-indicator]')
  if (!button) return
  const { finding, indicator } = button.dataset
  const found = data.findings.find((one) => one.ref === finding)
  view.indicator = found?.indicator ?? indicator ?? view.indicator
  if (found && lookup.levelsOf(found.indicator).includes(found.level as never)) view.level = found.level
  startView(data, lookup)
  if (found) visit('finding', found.ref)
  else at('explore').scrollIntoView()
})
ready()
