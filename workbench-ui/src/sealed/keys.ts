/** Keys: a holder's own, and an offer's, whose secret parts any two of three holders open. */

import { armoured, locked, newIdentity, recipientOf, sealed, sha256Of, unarmoured, unlocked, unsealed, wholeRecipient } from './age'
import { canonical } from './canonical'
import { SealError } from './faults'

export const HOLDERS = ['coordinator', 'auditor', 'delegate'] as const
export type HolderName = (typeof HOLDERS)[number]
export type Recipients = Readonly<Record<HolderName, string>>
/** Who peels, and who opens. */
export type Pair = readonly [first: HolderName, second: HolderName]

/** A part of an offer's secret key, wrapped for two. */
export interface Share {
  first: HolderName
  second: HolderName
  sealed: string
}

/** The key of an offer, as its JSON has it. */
export interface OfferKey {
  format: 'gengxin-offer-key/1'
  offer: string
  /** Its public parts, the outer seal first. */
  recipients: string[]
  /** Its fingerprint. */
  sha256: string
  holders: Recipients
  shares: Share[]
}

/** What the first holder of a pair hands to the second. */
export interface Peeled {
  format: 'gengxin-peeled/1'
  offer: string
  key_sha256: string
  first: HolderName
  second: HolderName
  shares: string[]
}

const FORMAT = 'gengxin-offer-key/1'
const PEELED = 'gengxin-peeled/1'
const MOST_PARTS = 3
const PAIRS: readonly Pair[] = [
  ['coordinator', 'auditor'],
  ['coordinator', 'delegate'],
  ['auditor', 'delegate'],
]

const utf8 = new TextEncoder()

/** A holder's new key: its public part, and a file with the secret one locked by a passphrase. */
export async function makeHolder(passphrase: string): Promise<{ recipient: string; file: Uint8Array }> {
  const identity = await newIdentity()
  const recipient = await recipientOf(identity)
  return { recipient, file: await locked(utf8.encode(`# public key: ${recipient}\n${identity}\n`), passphrase) }
}

/** The secret key in a holder's file; one that nothing locks is read as it is. */
export async function readIdentity(file: Uint8Array, passphrase: string): Promise<string> {
  const plain = textOf(file)
  const armour = plain.trimStart().startsWith('-----BEGIN AGE')
  const lines = plain.includes('AGE-SECRET-KEY-') ? plain : textOf(await unlocked(armour ? unarmoured(plain) : file, passphrase))
  const found = lines.split(/\r?\n/).filter((line) => line.trim().startsWith('AGE-SECRET-KEY-'))
  if (found.length !== 1) throw new SealError('identity')
  const identity = found[0]!.trim()
  await recipientOf(identity)
  return identity
}

/** A new key of an offer with one part; its secret is nowhere but in the shares. */
export async function makeOfferKey(offer: string, holders: Recipients): Promise<OfferKey> {
  const named = three(holders)
  return withPart({ format: FORMAT, offer, recipients: [], sha256: '', holders: named, shares: [] })
}

/** The key with a part made here, so that who made the others can't open bids alone. */
export async function withAnotherPart(key: OfferKey): Promise<OfferKey> {
  await checkedKey(key)
  if (key.recipients.length >= MOST_PARTS) throw new SealError('parts')
  return withPart(key)
}

/** A secret key wrapped for each pair of holders: outside for one, inside for the other. */
export async function wrap(identity: string, holders: Recipients): Promise<Share[]> {
  const named = three(holders)
  return Promise.all(
    PAIRS.map(async ([first, second]) => {
      const inner = await sealed(utf8.encode(identity), named[second])
      return { first, second, sealed: armoured(await sealed(inner, named[first])) }
    }),
  )
}

/** The secret key of a share, by the secret keys of its two holders. */
export async function unwrap(share: Share, firstIdentity: string, secondIdentity: string): Promise<string> {
  return textOf(await unsealed(await unsealed(unarmoured(share.sealed), firstIdentity), secondIdentity))
}

/** Which of two holders peels, and which opens. */
export function pairOf(one: HolderName, other: HolderName): Pair {
  const found = PAIRS.find((pair) => pair.includes(one) && pair.includes(other) && one !== other)
  if (!found) throw new SealError('pair', `${one}, ${other}`)
  return found
}

/** The shares of a pair without their outer seal; only the second holder can go on. */
export async function peel(key: OfferKey, [first, second]: Pair, firstIdentity: string): Promise<Peeled> {
  await checkedKey(key)
  const mine = key.shares.filter((share) => share.first === first && share.second === second)
  const shares = await Promise.all(mine.map(async (share) => base64(await unsealed(unarmoured(share.sealed), firstIdentity))))
  return { format: PEELED, offer: key.offer, key_sha256: key.sha256, first, second, shares }
}

/** The secret parts of an offer's key in the order of its public ones. */
export async function unwrapPeeled(key: OfferKey, peeled: Peeled, secondIdentity: string): Promise<string[]> {
  await checkedKey(key)
  const [first, second] = pairOf(peeled.first, peeled.second)
  const fits = peeled.format === PEELED && peeled.key_sha256 === key.sha256
  if (!fits || first !== peeled.first || second !== peeled.second) throw new SealError('pair')
  const found = new Map<string, string>()
  for (const share of peeled.shares) {
    const identity = textOf(await unsealed(unbase64(share), secondIdentity))
    found.set(await recipientOf(identity), identity)
  }
  return key.recipients.map((recipient) => {
    const identity = found.get(recipient)
    if (identity === undefined) throw new SealError('share', recipient)
    return identity
  })
}

/** The key, where its fingerprint, holders and shares fit its parts. */
export async function checkedKey(key: OfferKey): Promise<OfferKey> {
  const parts = Array.isArray(key.recipients) ? key.recipients.length : 0
  const whole = key.format === FORMAT && parts >= 1 && parts <= MOST_PARTS && Array.isArray(key.shares)
  if (!whole || (await fingerprintOf(key.recipients)) !== key.sha256) throw new SealError('key_file')
  three(key.holders)
  key.recipients.forEach(wholeRecipient)
  for (const [first, second] of PAIRS) {
    if (key.shares.filter((share) => share.first === first && share.second === second).length !== parts) throw new SealError('key_file')
  }
  return key
}

/** By what bidders and holders tell that they mean the same key. */
export function fingerprintOf(recipients: readonly string[]): Promise<string> {
  return sha256Of(canonical({ format: FORMAT, recipients }, { ascii: true }))
}

async function withPart(key: OfferKey): Promise<OfferKey> {
  const identity = await newIdentity()
  const recipients = [...key.recipients, await recipientOf(identity)]
  const shares = [...key.shares, ...(await wrap(identity, key.holders))]
  return { ...key, recipients, shares, sha256: await fingerprintOf(recipients) }
}

function three(holders: Recipients): Recipients {
  const names = Object.keys(holders ?? {})
  if (names.length !== HOLDERS.length || !HOLDERS.every((name) => names.includes(name))) throw new SealError('holders')
  const named = HOLDERS.map((name) => wholeRecipient(holders[name]))
  if (new Set(named).size !== HOLDERS.length) throw new SealError('holders')
  return Object.fromEntries(HOLDERS.map((name, place) => [name, named[place]!])) as unknown as Recipients
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

function unbase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  } catch {
    throw new SealError('other_key')
  }
}
