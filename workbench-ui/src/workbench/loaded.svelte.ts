/** What is asked of the server and may be on its way, here, or refused; every screen shows which. */

import { Problem } from './api/client'

/** Something asked again whenever what it depends on changes; the answer before stays until the new one is here. */
export class Loaded<Value> {
  value = $state.raw<Value | null>(null)
  problem = $state.raw<Problem | null>(null)
  waiting = $state(true)
  private controller = new AbortController()

  constructor(private readonly question: (signal: AbortSignal) => Promise<Value> | null) {
    $effect(() => {
      this.start()
      return () => this.controller.abort()
    })
  }

  /** Ask once more, for whoever presses the button. */
  again(): void {
    this.start()
  }

  private start(): void {
    this.controller.abort()
    const controller = (this.controller = new AbortController())
    const asked = this.question(controller.signal)
    if (!asked) {
      this.value = null
      this.problem = null
      this.waiting = false
      return
    }
    this.waiting = true
    asked.then(
      (value) => this.settle(controller, value, null),
      (fault: unknown) => this.settle(controller, null, fault instanceof Problem ? fault : new Problem(-1, String(fault))),
    )
  }

  private settle(controller: AbortController, value: Value | null, problem: Problem | null): void {
    if (controller.signal.aborted) return
    this.value = value
    this.problem = problem
    this.waiting = false
  }
}
