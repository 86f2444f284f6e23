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
  private stream: EventSource | null = null

  get running(): readonly Job[] {
    return this.list.filter((job) => !hasEnded(job))
  }

  /** Which jobs there are; what happens to them is followed from now on. */
  async look(): Promise<void> {
    try {
      const { jobs } = await ask<{ jobs: Job[] }>('/api/jobs')
      this.list = jobs
      this.follow()
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
      this.list = []
    }
  }

  /** Ask for long work; it goes on when the page is left. */
  async start(kind: Job['kind'], asks: Job['asks']): Promise<Job> {
    const job = await ask<Job>('/api/jobs', { method: 'POST', body: { kind, asks } })
    this.take(job)
    return job
  }

  async cancel(ref: string): Promise<void> {
    this.take(await ask<Job>(`/api/jobs/${ref}/cancel`, { method: 'POST', body: {} }))
  }

  forget(): void {
    this.stream?.close()
    this.stream = null
    this.list = []
  }

  private take(job: Job): void {
    const before = this.list.find(({ ref }) => ref === job.ref)
    this.list = before ? this.list.map((one) => (one.ref === job.ref ? job : one)) : [job, ...this.list]
    if (hasEnded(job) && (!before || !hasEnded(before))) this.ended += 1
  }

  /** A browser takes a stream that broke up again by itself. */
  private follow(): void {
    if (this.stream) return
    this.stream = new EventSource('/api/jobs/events')
    this.stream.addEventListener('job', ({ data }: MessageEvent<string>) => this.take(JSON.parse(data) as Job))
  }
}

export const jobs = new Jobs()
