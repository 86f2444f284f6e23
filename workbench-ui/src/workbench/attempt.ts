/** Do something that the server may refuse; its sentence is then shown over the page. */

import { frame } from '../shared/frame.svelte'
import { say } from '../shared/words'
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
    const sentence = fault.detail || say(TEXTS.offline, frame.language)
    notices.say([sentence, sentence], { fault: true })
    return false
  }
}
