/** The colours of what is done: the same in map, table and the printed maps. */

import colours from '../../../src/gengxin/publish/colours.json'

export const ACTION_COLOURS: Readonly<Record<string, string>> = colours.actions
/** What is kept, or waits for its phase. */
export const KEPT = colours.actions.keep
