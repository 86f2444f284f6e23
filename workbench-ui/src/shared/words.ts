/** The two languages, and how a text says itself in one of them. */

export type Language = 'en' | 'zh'

/** The same in English and in Chinese. */
export type Words = readonly [en: string, zh: string]

export function say(words: Words, language: Language): string {
  return language === 'zh' ? words[1] : words[0]
}

/** The language of a page that was never opened before: Chinese for a Chinese browser. */
export function browserLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh'
    if (tag.toLowerCase().startsWith('en')) return 'en'
  }
  return 'en'
}
