/** What if: the edits a person makes of a programme, and what is answered while they look. */

import { frame } from '../../shared/frame.svelte'
import { say } from '../../shared/words'
import { Problem } from '../api/client'
import { NO_EDIT, isEmpty, type Answer, type Edit, type Match } from './data'
import { heard } from './stream'

const SECONDS = 2
const LONGER_SECONDS = 15

class Edits {
  programme = $state('')
  edit = $state.raw<Edit>(NO_EDIT)
  answer = $state.raw<Answer | null>(null)
  doing = $state('')
  fault = $state('')
  busy = $state(false)
  private controller = new AbortController()

  get empty(): boolean {
    return isEmpty(this.edit)
  }

  /** Edits are of one programme; another one begins without any. */
  of(programme: string): void {
    if (programme === this.programme) return
    this.programme = programme
    this.clear()
  }

  clear(): void {
    this.controller.abort()
    this.edit = NO_EDIT
    this.answer = null
    this.fault = ''
    this.busy = false
  }

  fix(match: Match): void {
    // of one site one thing is fixed
    this.put({ ...this.edit, fix: [...this.edit.fix.filter(({ site }) => site !== match.site), match] })
  }

  forbid(match: Match): void {
    this.put({ ...this.edit, forbid: [...this.edit.forbid.filter((one) => !same(one, match)), match] })
  }

  factor(of: 'budgets' | 'weights', name: string, factor: number): void {
    const { [name]: _gone, ...others } = this.edit[of]
    this.put({ ...this.edit, [of]: factor === 1 ? others : { ...others, [name]: factor } })
  }

  drop(of: 'fix' | 'forbid', match: Match): void {
    this.put({ ...this.edit, [of]: this.edit[of].filter((one) => one !== match) })
  }

  longer(): void {
    void this.ask(LONGER_SECONDS)
  }

  private put(edit: Edit): void {
    this.edit = edit
    if (isEmpty(edit)) this.clear()
    else void this.ask(SECONDS)
  }

  private async ask(seconds: number): Promise<void> {
    this.controller.abort()
    const controller = (this.controller = new AbortController())
    this.busy = true
    this.doing = ''
    this.fault = ''
    try {
      const asked = { programme: this.programme, edit: this.edit, seconds }
      for await (const { event, data } of heard('/api/what-if/events', asked, controller.signal)) {
        if (controller.signal.aborted) return
        if (event === 'doing') this.doing = String(data.doing)
        if (event === 'answer') {
          this.doing = ''
          this.answer = data as unknown as Answer
        }
        if (event === 'problem') this.refuse(new Problem(0, String(data.detail)))
      }
    } catch (fault) {
      if (controller.signal.aborted) return
      if (!(fault instanceof Problem)) throw fault
      this.refuse(fault)
    } finally {
      if (!controller.signal.aborted) this.busy = false
    }
  }

  private refuse(problem: Problem): void {
    this.answer = null
    this.fault = say(problem.words, frame.language)
  }
}

function same(one: Match, other: Match): boolean {
  return one.site === other.site && one.option === other.option && one.action === other.action && one.phase === other.phase
}

export const edits = new Edits()
