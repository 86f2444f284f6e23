/** The two languages, and how a text says itself in one of them. */

export type Language = 'en' | 'zh'

/** The same in English and in Chinese. */
export type Words = readonly [en: string, zh: string]

export function say(words: Words, language: Language): string {
  return language === 'zh' ? words[1] : words[0]
}

/** What stands before a value: its name with a colon, full-width in Chinese, and the space after it. */
export function labelled(words: Words, language: Language): string {
  return language === 'zh' ? `${words[1]}：` : `${words[0]}: `
}

/** Several as one text. */
export function joined(texts: readonly string[], language: Language): string {
  return texts.join(language === 'zh' ? '、' : ', ')
}

/** The language of a page that was never opened before: Chinese for a Chinese browser. */
export function browserLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh'
    if (tag.toLowerCase().startsWith('en')) return 'en'
  }
  return 'en'
}
