/** Times as people read them, in the reader's own zone. */

import type { Language } from '../shared/words'

const TAGS: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' }

export function inDay(time: string | null, language: Language): string {
  return time ? new Date(time).toLocaleDateString(TAGS[language], { year: 'numeric', month: 'short', day: 'numeric' }) : ''
}

export function inMinute(time: string | null, language: Language): string {
  return time ? new Date(time).toLocaleString(TAGS[language], { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }) : ''
}
