/** Runs before anything is drawn: language and theme of the page, from its address or the browser. */

import { browserLanguage } from './words'

const asked = new URLSearchParams(location.hash.slice(1))
const root = document.documentElement
const language = asked.get('lang') ?? browserLanguage(navigator.languages)
root.lang = language === 'zh' ? 'zh-CN' : 'en'
const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
const theme = asked.get('theme')
root.dataset.theme = theme === 'dark' || theme === 'light' ? theme : system
root.classList.add('scripted')
