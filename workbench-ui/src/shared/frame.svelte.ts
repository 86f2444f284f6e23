/** What every page has: its language and its theme. */

import { browserLanguage, type Language } from './words'

export type Theme = 'auto' | 'light' | 'dark'

class Frame {
  language = $state<Language>('en')
  theme = $state<Theme>('auto')
  /** Whether the system asks for dark; kept up to date by the page. */
  systemDark = $state(false)

  get dark(): boolean {
    return this.theme === 'dark' || (this.theme === 'auto' && this.systemDark)
  }

  /** The words of an address that say it. */
  words(): Record<string, string> {
    return { lang: this.language, ...(this.theme === 'auto' ? {} : { theme: this.theme }) }
  }

  read(words: URLSearchParams, preferred: readonly string[]): void {
    const language = words.get('lang')
    this.language = language === 'zh' || language === 'en' ? language : browserLanguage(preferred)
    const theme = words.get('theme')
    this.theme = theme === 'dark' || theme === 'light' ? theme : 'auto'
  }
}

export const frame = new Frame()
