/** Wakes the workbench up. */

import '../shared/tokens.css'
import './workbench.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { FIRST_ROOM } from './rooms'
import { followAddress, followSwitches } from './view.svelte'

followAddress(FIRST_ROOM, () => navigator.languages)
followSwitches()
mount(App, { target: document.getElementById('workbench')! })
