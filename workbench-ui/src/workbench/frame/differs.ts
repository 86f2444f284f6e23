/** What of two versions of a record isn't the same. */

import type { Words } from '../../shared/words'

export interface Differs { head: Words; mine: Words; theirs: Words }

/** The fields that differ, each told by its own words. */
export function differing<Record>(heads: Readonly<Partial<{ [Field in keyof Record]: Words }>>, mine: Partial<Record>, theirs: Record, told: (field: keyof Record, of: Partial<Record>) => Words): Differs[] {
  return (Object.keys(heads) as (keyof Record)[])
    .filter((field) => field in (mine as object) && JSON.stringify(mine[field]) !== JSON.stringify(theirs[field]))
    .map((field) => ({ head: heads[field]!, mine: told(field, mine), theirs: told(field, theirs as Partial<Record>) }))
}
