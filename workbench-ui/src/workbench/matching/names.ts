/** What is matched, by the names that people know. */

import type { Words } from '../../shared/words'
import { gazetteer } from '../gazetteer.svelte'

/** A site's name; its ref where it has none, or while names are on their way. */
export function siteName(site: string): Words {
  return gazetteer.name('sites', site) ?? [site, site]
}

/** A request's number without the table in which it stands. */
export function requestName(ref: string): string {
  return ref.replace(/^district:/, '')
}
