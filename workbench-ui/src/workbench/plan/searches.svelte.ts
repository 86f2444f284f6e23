/** Searches for programmes: how value and bound drew near each other, kept while the page is open. */

import type { Words } from '../../shared/words'
import { ask, Problem } from '../api/client'
import type { Job } from '../api/types'
import { attempt } from '../attempt'
import { hasEnded, jobs } from '../jobs.svelte'
import { notices } from '../notices.svelte'
import type { Programme, RoundTold } from './data'
import { TEXTS } from './texts'

type Point = Pick<RoundTold, 'round' | 'value' | 'bound'>

class Searches {
  /** Rounds heard of, by job. */
  rounds = $state.raw<Readonly<Record<string, readonly Point[]>>>({})
  /** The programme that was drafted last. */
  drafted = $state.raw<Programme | null>(null)
  private readonly named = new Map<string, { en: string; zh: string; brief: string | null }>()
  private readonly drafting = new Set<string>()
  private readonly recalled = new Set<string>()

  get running(): Job | null {
    return jobs.running.find(({ kind }) => kind === 'plan') ?? null
  }

  get failed(): Job | null {
    const last = jobs.list.find(({ kind }) => kind === 'plan')
    return last?.state === 'failed' ? last : null
  }

  async start(asks: Job['asks'], named: { en: string; zh: string; brief: string | null }): Promise<boolean> {
    return attempt(async () => {
      const job = await jobs.start('plan', asks)
      this.named.set(job.ref, named)
    })
  }

  /** Take in what is told of jobs; a programme that was asked for here is drafted when it is found. */
  hear(list: readonly Job[]): void {
    for (const job of list.filter(({ kind }) => kind === 'plan')) {
      if (!hasEnded(job)) void this.recall(job.ref)
      const { round, value, bound } = job.best
      const known = this.rounds[job.ref] ?? []
      if (round !== undefined && bound !== undefined && (known.at(-1)?.round ?? -1) < round) {
        this.rounds = { ...this.rounds, [job.ref]: [...known, { round, value: value ?? null, bound }] }
      }
      const named = this.named.get(job.ref)
      if (named && hasEnded(job) && !this.drafting.has(job.ref)) {
        this.drafting.add(job.ref)
        if (job.state === 'done') void this.draft(job.result, named)
      }
    }
  }

  /** The rounds of a search that began before this page was opened. */
  private async recall(job: string): Promise<void> {
    if (this.recalled.has(job)) return
    this.recalled.add(job)
    try {
      const { rounds } = await ask<{ rounds: Point[] }>(`/api/jobs/${job}/rounds`)
      const before = rounds.filter(({ bound }) => bound !== null)
      const heard = (this.rounds[job] ?? []).filter(({ round }) => round > (before.at(-1)?.round ?? -1))
      this.rounds = { ...this.rounds, [job]: [...before, ...heard] }
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
    }
  }

  /** Draft a programme that was found elsewhere. */
  async take(run: string, [en, zh]: Words): Promise<void> {
    await this.draft(run, { en, zh, brief: null })
  }

  private async draft(run: string, { en, zh, brief }: { en: string; zh: string; brief: string | null }): Promise<void> {
    await attempt(async () => {
      this.drafted = await ask<Programme>('/api/programmes', { method: 'POST', body: { run, name_en: en, name_zh: zh, brief } })
      notices.say(TEXTS.drafted)
    })
  }
}

export const searches = new Searches()
