/** The basis of a number in words: measured, given, estimated or computed, with the rule that stands after it. */

import type { Words } from '../shared/words'
import { words } from './words.svelte'

export function basisTold(basis: string): Words | null {
  if (!basis) return null
  const [kind = '', ...rule] = basis.split(':')
  const named = words.code('bases', kind)
  const more = rule.join(':').trim()
  return more ? [`${named[0]}: ${more}`, `${named[1]}：${more}`] : named
}
