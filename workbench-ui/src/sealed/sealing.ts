/** Seal a bid, or a draft of one, in the browser: nothing in clear leaves it. */

import { locked, sealed, unlocked, unsealed } from './age'
import { SealError } from './faults'
import { newNonce, packed, unpacked, type Bid } from './packing'

/** Who bids for what, and what they state. */
export type Stated = Pick<Bid, 'offer' | 'party' | 'content'>

/** A bid sealed to the parts of an offer's public key; hand in these bytes. */
export async function sealBid(files: ReadonlyMap<string, Uint8Array>, stated: Stated, recipients: readonly string[]): Promise<Uint8Array> {
  return seal(await packed({ ...stated, nonce: newNonce(), files }), recipients)
}

/** A package, sealed for every part of the key, the last part inside. */
export async function seal(content: Uint8Array, recipients: readonly string[]): Promise<Uint8Array> {
  if (!recipients.length) throw new SealError('no_key')
  let found = content
  for (const recipient of [...recipients].reverse()) found = await sealed(found, recipient)
  return found
}

/** The package, by the secret parts of the key in the order of its public ones. */
export async function unseal(ciphertext: Uint8Array, identities: readonly string[]): Promise<Uint8Array> {
  let found = ciphertext
  for (const identity of identities) found = await unsealed(found, identity)
  return found
}

/** A draft that only the bidder's passphrase opens; to keep wherever the bidder likes. */
export async function lockDraft(files: ReadonlyMap<string, Uint8Array>, stated: Stated, passphrase: string): Promise<Uint8Array> {
  return locked(await packed({ ...stated, nonce: newNonce(), files }), passphrase)
}

/** The draft again. */
export async function unlockDraft(file: Uint8Array, passphrase: string): Promise<Bid> {
  return unpacked(await unlocked(file, passphrase))
}
