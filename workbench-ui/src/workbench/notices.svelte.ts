/** Short messages over the page: what was done, with what undoes it. */

import type { Words } from '../shared/words'

export interface Notice {
  number: number
  text: Words
  fault?: boolean
  undo?: () => void
}

const SHOWN_MS = 8_000

class Notices {
  list = $state.raw<readonly Notice[]>([])
  private last = 0

  say(text: Words, more: Pick<Notice, 'fault' | 'undo'> = {}): void {
    const number = (this.last += 1)
    this.list = [...this.list, { number, text, ...more }]
    if (!more.fault) setTimeout(() => this.drop(number), SHOWN_MS)
  }

  drop(number: number): void {
    this.list = this.list.filter((one) => one.number !== number)
  }
}

export const notices = new Notices()
