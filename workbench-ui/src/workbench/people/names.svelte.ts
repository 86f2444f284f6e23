/** The names of people, for those who may read them. */

import { Problem } from '../api/client'
import { listed } from '../api/records'
import type { Kept } from '../api/types'

export interface Person extends Kept {
  name: string | null
  mail: string | null
  language: string
  state: 'invited' | 'active' | 'locked'
}

class People {
  list = $state.raw<readonly Person[]>([])

  async look(): Promise<void> {
    try {
      this.list = await listed<Person>('person')
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
    }
  }

  /** A person's name, where it is known and not erased; else the reference. */
  name(ref: string): string {
    return this.list.find((one) => one.ref === ref)?.name ?? ref
  }
}

export const people = new People()
