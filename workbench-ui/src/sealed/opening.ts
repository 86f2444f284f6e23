/** Open sealed bids after closing, on a holder's machine; each is opened, or refused with the reason. */

import type { Words } from '../shared/words'
import { sha256Of } from './age'
import { toldOf, unpacked, type Bid } from './packing'
import type { Receipt } from './receipts'
import { unseal } from './sealing'

export const REFUSALS = {
  missing: ['the sealed file isn’t there', '密封文件缺失'],
  altered: ['the sealed file isn’t the one that was received', '密封文件与收据不符'],
  not_opened: ['the offer’s key doesn’t open it', '项目密钥无法开启'],
  not_a_bid: ['what was sealed isn’t a bid', '密封内容不是标书'],
  other_offer: ['it was made for another offer', '标书属于另一项目'],
  other_party: ['it was made by another party than handed it in', '标书署名主体与提交主体不符'],
  repeated: ['this very bid came before', '同一标书此前已提交'],
  replaced: ['the party handed in another later', '该主体此后提交了新标书'],
} as const satisfies Record<string, Words>

export type Refusal = keyof typeof REFUSALS

export interface OpenedBid {
  receipt: Receipt
  bid: Bid
}

export interface RefusedBid {
  receipt: Receipt
  reason: Refusal
}

export interface Opening {
  opened: OpenedBid[]
  refused: RefusedBid[]
}

/** Every bid of the receipts, opened or refused; of a party the last that can be read counts. */
export async function openBids(identities: readonly string[], ciphertexts: ReadonlyMap<string, Uint8Array>, receipts: readonly Receipt[]): Promise<Opening> {
  const opened = new Map<string, OpenedBid>()
  const refused: RefusedBid[] = []
  const nonces = new Set<string>()
  for (const receipt of receipts) {
    const found = await openedBid(identities, ciphertexts.get(receipt.sha256), receipt)
    if (typeof found === 'string') refused.push({ receipt, reason: found })
    else if (nonces.has(found.nonce)) refused.push({ receipt, reason: 'repeated' })
    else {
      nonces.add(found.nonce)
      const earlier = opened.get(receipt.party)
      if (earlier) refused.push({ receipt: earlier.receipt, reason: 'replaced' })
      opened.delete(receipt.party)
      opened.set(receipt.party, { receipt, bid: found })
    }
  }
  refused.sort((one, other) => one.receipt.number - other.receipt.number)
  return { opened: [...opened.values()], refused }
}

/** What the server is told of an opening: of each bid its manifest, or why there is none. */
export async function packagesOf({ opened, refused }: Opening): Promise<{ number: number; manifest: unknown; reason: string }[]> {
  const told = await Promise.all(opened.map(async ({ receipt, bid }) => ({ number: receipt.number, manifest: (await toldOf(bid)) as unknown, reason: '' })))
  const not = refused.map(({ receipt, reason }) => ({ number: receipt.number, manifest: null as unknown, reason }))
  return [...told, ...not].sort((one, other) => one.number - other.number)
}

async function openedBid(identities: readonly string[], ciphertext: Uint8Array | undefined, receipt: Receipt): Promise<Bid | Refusal> {
  if (!ciphertext) return 'missing'
  if ((await sha256Of(ciphertext)) !== receipt.sha256) return 'altered'
  let content: Uint8Array
  try {
    content = await unseal(ciphertext, identities)
  } catch {
    return 'not_opened'
  }
  try {
    const bid = await unpacked(content)
    if (bid.offer !== receipt.offer) return 'other_offer'
    return bid.party === receipt.party ? bid : 'other_party'
  } catch {
    return 'not_a_bid'
  }
}
