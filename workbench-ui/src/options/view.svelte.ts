/** What the reader of options is looking at. */

import { View } from '../shared/view.svelte'
import type { Quantity } from './data'

export type Overlay = 'sun' | 'buildings' | 'heritage' | 'labels'

export const OVERLAYS: readonly Overlay[] = ['sun', 'buildings', 'heritage', 'labels']
export const QUANTITIES: readonly Quantity[] = ['best', 'offered', 'npv', 'cost', 'homes', 'sun', 'under', 'cap', 'forbids']
const SHOWN_AT_FIRST: readonly Overlay[] = ['buildings', 'labels']

class OptionView extends View {
  quantity = $state<Quantity>('best')
  /** Reference of the site chosen, and what follows it in the option's. */
  site = $state('')
  option = $state('')
  overlays = $state<Overlay[]>([...SHOWN_AT_FIRST])
  solid = $state(false)

  get step(): string {
    return [this.quantity, this.site, this.option].join('\n')
  }

  shows(overlay: Overlay): boolean {
    return this.overlays.includes(overlay)
  }

  toggle(overlay: Overlay): void {
    this.overlays = OVERLAYS.filter((one) => (one === overlay ? !this.shows(one) : this.shows(one)))
  }

  choose(site: string, option = ''): void {
    this.site = site
    this.option = option
  }

  protected said(): Record<string, string> {
    return {
      by: this.quantity,
      ...(this.site && { site: this.site }),
      ...(this.option && { option: this.option }),
      ...(this.overlays.join() !== SHOWN_AT_FIRST.join() && { show: this.overlays.join('+') }),
      ...(this.solid && { solid: 'yes' }),
    }
  }

  /** What the address doesn't say is as at first. */
  protected take(words: URLSearchParams): void {
    this.quantity = QUANTITIES.find((one) => one === words.get('by')) ?? 'best'
    this.choose(words.get('site') ?? '', words.get('option') ?? '')
    const shown = words.get('show')
    this.overlays = shown === null ? [...SHOWN_AT_FIRST] : OVERLAYS.filter((one) => shown.split(/[+ ]/).includes(one))
    this.solid = words.get('solid') === 'yes'
  }
}

export const view = new OptionView()
