/** Takes an answer piece by piece, as the server finds it. */

import { open } from '../api/client'

export interface Heard { event: string; data: Record<string, unknown> }

/** Each event of a question that is answered by a stream; leaving the loop ends the work. */
export async function* heard(path: string, body: unknown, signal: AbortSignal): AsyncGenerator<Heard> {
  const answer = await open(path, body, signal)
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  let held = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      held += value
      const parts = held.split('\n\n')
      held = parts.pop()!
      for (const part of parts) {
        const one = eventOf(part)
        if (one) yield one
      }
    }
  } finally {
    void reader.cancel().catch(() => undefined)
  }
}

export function eventOf(part: string): Heard | null {
  const lines = part.split('\n')
  const event = lines.find((line) => line.startsWith('event: '))?.slice(7)
  const data = lines.find((line) => line.startsWith('data: '))?.slice(6)
  return event && data !== undefined ? { event, data: JSON.parse(data) as Record<string, unknown> } : null
}
