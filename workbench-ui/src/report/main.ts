/** Wakes the page up: language, theme and address first, then the map, the tables by area and the charts. */

import 'maplibre-gl/dist/maplibre-gl.css'
import '../shared/tokens.css'
import '../shared/page.css'
import { mount } from 'svelte'
import AreaTable from './AreaTable.svelte'
import Charts from './charts/Charts.svelte'
import { carried } from '../shared/layers'
import type { ReportData } from './data'
import Explore from './Explore.svelte'
import { Lookup } from './lookup'
import { followAddress, followSwitches } from '../shared/page.svelte'
import { startView } from './start'
import { view } from './view.svelte'

const at = (id: string): HTMLElement => document.getElementById(id)!

followAddress(view)
followSwitches()

// what is on the first page is seen before the map is made ready
await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))

const data = await carried<ReportData>(at('gengxin-data').textContent)
const lookup = new Lookup(data)
startView(data, lookup)

at('explore-app').replaceChildren()
const explore = mount(Explore, { target: at('explore-app'), props: { data, lookup } })

/** Show something on the map, and bring the map into sight. */
function visit(kind: string, ref: string): void {
  at('explore').scrollIntoView()
  explore.visit(kind, ref)
}

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
document.documentElement.dataset.ready = 'yes'
