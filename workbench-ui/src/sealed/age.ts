/** Seal and unseal with age (age-encryption.org/v1): all that is secret passes through here. */

import { Decrypter, Encrypter, armor, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { SealError } from './faults'

export const FEWEST_LETTERS = 12
const SECRET = /^AGE-SECRET-KEY-1[0-9A-Z]+$/

/** A new secret key, `AGE-SECRET-KEY-1…`. */
export function newIdentity(): Promise<string> {
  refuseInsecure()
  return generateX25519Identity()
}

/** The public key of a secret one, `age1…`. */
export async function recipientOf(identity: string): Promise<string> {
  refuseInsecure()
  if (!SECRET.test(identity)) throw new SealError('identity')
  try {
    return await identityToRecipient(identity)
  } catch {
    // what went wrong isn't told: it may hold a secret with one letter wrong
    throw new SealError('identity')
  }
}

/** The public key, where it is one. */
export function wholeRecipient(text: string): string {
  const trimmed = String(text).trim()
  // age has other kinds, which the command line's library doesn't take for this
  if (!/^age1[02-9ac-hj-np-z]{58}$/.test(trimmed)) throw new SealError('recipient', text)
  try {
    new Encrypter().addRecipient(trimmed)
  } catch {
    throw new SealError('recipient', text)
  }
  return trimmed
}

/** The content, for whoever has the secret key of `recipient`. */
export function sealed(content: Uint8Array, recipient: string): Promise<Uint8Array> {
  refuseInsecure()
  const age = new Encrypter()
  age.addRecipient(wholeRecipient(recipient))
  return age.encrypt(content)
}

/** What was sealed for the public key of `identity`. */
export async function unsealed(ciphertext: Uint8Array, identity: string): Promise<Uint8Array> {
  refuseInsecure()
  if (!SECRET.test(identity)) throw new SealError('identity')
  const age = new Decrypter()
  try {
    age.addIdentity(identity)
    return await age.decrypt(ciphertext)
  } catch {
    throw new SealError('other_key')
  }
}

/** The content, for whoever knows the passphrase; about two seconds’ work, in which the page waits. */
export function locked(content: Uint8Array, passphrase: string): Promise<Uint8Array> {
  refuseInsecure()
  if ([...passphrase].length < FEWEST_LETTERS) throw new SealError('passphrase_short')
  const age = new Encrypter()
  age.setPassphrase(passphrase)
  return age.encrypt(content)
}

/** What was locked with the passphrase. */
export async function unlocked(ciphertext: Uint8Array, passphrase: string): Promise<Uint8Array> {
  refuseInsecure()
  const age = new Decrypter()
  try {
    age.addPassphrase(passphrase)
    return await age.decrypt(ciphertext)
  } catch {
    throw new SealError('passphrase')
  }
}

/** An age file as text, and back. */
export function armoured(file: Uint8Array): string {
  return armor.encode(file)
}

export function unarmoured(text: string): Uint8Array {
  try {
    return armor.decode(text)
  } catch {
    throw new SealError('other_key')
  }
}

/** A file's or a text's sha256, hexadecimal. */
export async function sha256Of(content: Uint8Array | string): Promise<string> {
  refuseInsecure()
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)))
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Whoever stands between an http page and its server could have changed what seals here. */
function refuseInsecure(): void {
  if (!globalThis.crypto?.subtle) throw new SealError('insecure')
}
