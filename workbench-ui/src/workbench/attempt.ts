/** Do something that the server may refuse; its sentence is then shown over the page. */

import { Problem } from './api/client'
import { TEXTS } from './frame/texts'
import { notices } from './notices.svelte'

/** Whether it was done. */
export async function attempt(deed: () => Promise<void>): Promise<boolean> {
  try {
    await deed()
    return true
  } catch (fault) {
    if (!(fault instanceof Problem)) throw fault
    notices.say(fault.detail ? fault.words : TEXTS.offline, { fault: true })
    return false
  }
}
