/** Sealed bids in the browser: the same files as `gengxin bid` makes and reads. */

export { recipientOf, sha256Of } from './age'
export { answerTo, type Questions } from './confirming'
export { FAULTS, SealError, type Fault } from './faults'
export {
  HOLDERS,
  checkedKey,
  fingerprintOf,
  makeHolder,
  makeOfferKey,
  pairOf,
  peel,
  readIdentity,
  unwrap,
  unwrapPeeled,
  withAnotherPart,
  wrap,
  type HolderName,
  type OfferKey,
  type Pair,
  type Peeled,
  type Recipients,
  type Share,
} from './keys'
export { REFUSALS, openBids, packagesOf, type OpenedBid, type Opening, type Refusal, type RefusedBid } from './opening'
export { MOST_BYTES, newNonce, packed, paddedBytes, unpacked, type Bid } from './packing'
export { checkedReceipts, isAmong, ownFault, readReceipt, type HashAnswer, type Receipt, type ReceiptBook, type ReceiptFault, type Signed } from './receipts'
export { lockDraft, seal, sealBid, unlockDraft, unseal, type Stated } from './sealing'
