/** Long work: what was asked for, and how far it is, as the server tells it while it goes on. */

import { ask, Problem } from './api/client'
import type { Job } from './api/types'

const ENDED = new Set<Job['state']>(['cancelled', 'done', 'failed'])

export function hasEnded(job: Job): boolean {
  return ENDED.has(job.state)
}

class Jobs {
  list = $state.raw<readonly Job[]>([])
  /** Raised whenever a job ends: what depends on runs asks again. */
  ended = $state(0)
  private readonly followed = new Map<string, EventSource>()

  get running(): readonly Job[] {
    return this.list.filter((job) => !hasEnded(job))
  }

  /** Which jobs there are; those that run are followed. */
  async look(): Promise<void> {
    try {
      const { jobs } = await ask<{ jobs: Job[] }>('/api/jobs')
      this.list = jobs
      for (const job of this.running) this.follow(job.ref)
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
      this.list = []
    }
  }

  /** Ask for long work; it goes on when the page is left. */
  async start(kind: Job['kind'], asks: Job['asks']): Promise<Job> {
    const job = await ask<Job>('/api/jobs', { method: 'POST', body: { kind, asks } })
    this.take(job)
    this.follow(job.ref)
    return job
  }

  async cancel(ref: string): Promise<void> {
    this.take(await ask<Job>(`/api/jobs/${ref}/cancel`, { method: 'POST', body: {} }))
  }

  forget(): void {
    for (const source of this.followed.values()) source.close()
    this.followed.clear()
    this.list = []
  }

  private take(job: Job): void {
    const before = this.list.find(({ ref }) => ref === job.ref)
    this.list = before ? this.list.map((one) => (one.ref === job.ref ? job : one)) : [job, ...this.list]
    if (hasEnded(job) && (!before || !hasEnded(before))) this.ended += 1
  }

  private follow(ref: string): void {
    if (this.followed.has(ref)) return
    const source = new EventSource(`/api/jobs/${ref}/events`)
    this.followed.set(ref, source)
    source.addEventListener('job', ({ data }: MessageEvent<string>) => {
      const job = JSON.parse(data) as Job
      this.take(job)
      if (hasEnded(job)) this.leave(ref)
    })
    // the stream ends with the job; a break before is mended by the browser
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) this.leave(ref)
    })
  }

  private leave(ref: string): void {
    this.followed.get(ref)?.close()
    this.followed.delete(ref)
  }
}

export const jobs = new Jobs()
