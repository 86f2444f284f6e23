/** Wakes the workbench up. */

import '../shared/tokens.css'
import 'maplibre-gl/dist/maplibre-gl.css'
import './workbench.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { FIRST_ROOM } from './rooms'
import { followAddress, followSwitches } from './view.svelte'

// the map's script and its worker start at once, whatever the server is asked meanwhile
void import('./map/atlas')
followAddress(FIRST_ROOM, () => navigator.languages)
followSwitches()
mount(App, { target: document.getElementById('workbench')! })
