/** Whether the server answers; while it doesn't, it is asked again every few seconds. */

const AGAIN_MS = 4_000

class Net {
  online = $state(true)
  private timer = 0

  lost(): void {
    if (!this.online) return
    this.online = false
    this.timer = window.setInterval(() => void this.look(), AGAIN_MS)
  }

  found(): void {
    if (this.online) return
    this.online = true
    clearInterval(this.timer)
  }

  private async look(): Promise<void> {
    const answer = await fetch('/api/health').catch(() => null)
    if (answer?.ok) this.found()
  }
}

export const net = new Net()
