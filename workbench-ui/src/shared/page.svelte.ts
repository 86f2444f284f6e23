/** Ties the view to the page around it: its language, its theme, its address. */

import { frame } from './frame.svelte'
import type { View } from './view.svelte'

/** Keep address and view alike; choosing something makes a step that Back undoes, moving the map doesn't. */
export function followAddress(view: View): void {
  view.read(location.hash, navigator.languages)
  addEventListener('popstate', () => {
    if (location.hash.includes('=')) view.read(location.hash, navigator.languages)
  })
  document.addEventListener('click', goToSection)
  let steps = ''
  $effect.root(() => {
    $effect(() => {
      const address = view.address()
      if (address === location.hash) return
      const { step } = view
      if (steps && step !== steps) history.pushState(null, '', address)
      else history.replaceState(null, '', address)
      steps = step
    })
  })
}

/** A link to a section scrolls there and leaves the address to the view. */
function goToSection(event: MouseEvent): void {
  const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="#"]')
  const section = link && document.getElementById(link.hash.slice(1))
  if (!section) return
  event.preventDefault()
  section.scrollIntoView()
  section.focus({ preventScroll: true })
}

/** Language and theme: the switches in the bar, and what the page must show of them. */
export function followSwitches(): void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  frame.systemDark = system.matches
  system.addEventListener('change', () => (frame.systemDark = system.matches))
  document.addEventListener('click', ({ target }) => {
    const button = (target as Element).closest<HTMLElement>('[data-language], [data-theme-switch]')
    if (button?.dataset.language) speak(button.dataset.language === 'zh' ? 'zh' : 'en')
    else if (button) frame.theme = frame.dark ? 'light' : 'dark'
  })
  $effect.root(() => {
    $effect(() => {
      document.documentElement.lang = frame.language === 'zh' ? 'zh-CN' : 'en'
      for (const button of document.querySelectorAll<HTMLElement>('[data-language]')) {
        button.setAttribute('aria-pressed', String(button.dataset.language === frame.language))
      }
    })
    $effect(() => {
      document.documentElement.dataset.theme = frame.dark ? 'dark' : 'light'
    })
  })
}

/** Change the language and keep the reader's place: what stood in the middle still stands there. */
function speak(language: 'en' | 'zh'): void {
  const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest('h2, h3, tr, li, figure, section') ?? null
  const before = middle?.getBoundingClientRect().top ?? 0
  frame.language = language
  requestAnimationFrame(() => {
    if (middle) scrollBy({ top: middle.getBoundingClientRect().top - before, behavior: 'instant' })
  })
}
