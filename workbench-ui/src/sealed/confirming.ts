/** What a holder confirms of an opening: by its key it answers what the server asks of the findings. */

import { unarmoured, unsealed } from './age'
import { SealError } from './faults'
import type { HolderName } from './keys'

/** What the server asks every holder; each question is an age file for that holder alone. */
export interface Questions {
  format: 'gengxin-confirm/1'
  offer: string
  findings_sha256: string
  questions: Partial<Record<HolderName, string>>
}

/** A holder's answer, where it is asked of this offer and these findings. */
export async function answerTo({ offer, findings_sha256, questions }: Questions, holder: HolderName, identity: string): Promise<string> {
  const told = JSON.parse(new TextDecoder().decode(await unsealed(unarmoured(questions[holder] ?? ''), identity))) as { text: string; answer: string }
  const asked = JSON.parse(told.text) as Record<string, unknown>
  if (asked.offer !== offer || asked.holder !== holder || asked.findings_sha256 !== findings_sha256) throw new SealError('question')
  return told.answer
}
