/** Who is signed in, and what they may do here. */

import { frame } from '../shared/frame.svelte'
import { ask, trust } from './api/client'
import type { Role, SessionAnswer } from './api/types'

class Session {
  person = $state.raw<SessionAnswer['person']>(null)
  roles = $state.raw<readonly Role[]>([])

  get signedIn(): boolean {
    return this.person !== null
  }

  has(...roles: readonly Role[]): boolean {
    return roles.some((role) => this.roles.includes(role))
  }

  async signIn(mail: string, password: string): Promise<void> {
    this.take(await ask<SessionAnswer>('/api/session', { method: 'POST', body: { mail, password } }))
  }

  async signOut(): Promise<void> {
    await ask('/api/session', { method: 'DELETE' })
    this.take({ person: null, roles: [], csrf: '' })
  }

  take({ person, roles, csrf }: SessionAnswer): void {
    trust(csrf ?? '')
    const isNew = person && person.ref !== this.person?.ref
    this.person = person
    this.roles = roles
    // a person's own language holds where the address says none
    if (isNew && (person.language === 'zh' || person.language === 'en') && !location.hash.includes('lang=')) frame.language = person.language
  }
}

export const session = new Session()
