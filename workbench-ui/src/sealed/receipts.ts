/** Receipts for sealed bids: the chain of an offer, checked here as `gengxin bid check` does. */

import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256Of } from './age'
import { canonical } from './canonical'
import { SealError } from './faults'

/** A receipt, as its signed text has it. */
export interface Receipt {
  format: 'gengxin-receipt/1'
  offer: string
  number: number
  party: string
  sha256: string
  bytes_count: number
  received_at: string
  closes_at: string
  key_sha256: string
  previous: string
}

/** A receipt's or a closing's text, letter by letter, with the server's signature. */
export interface Signed {
  text: string
  signature: string
}

export interface ReceiptBook {
  format: 'gengxin-receipts/1'
  offer: string
  public_key: string
  receipts: Signed[]
  closing: Signed | null
}

interface Closing {
  format: 'gengxin-closing/1'
  offer: string
  receipts_count: number
  last: string
  closes_at: string
}

/** What is wrong, and with which receipt; 0 is the closing. */
export interface ReceiptFault {
  number: number
  fault: 'text' | 'signature' | 'place' | 'late' | 'copied' | 'order' | 'key' | 'closing'
}

const NOTHING_BEFORE = '0'.repeat(64)
const RECEIPT = ['bytes_count', 'closes_at', 'format', 'key_sha256', 'number', 'offer', 'party', 'previous', 'received_at', 'sha256']
const CLOSING = ['closes_at', 'format', 'last', 'offer', 'receipts_count']
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/

/** The receipts of a book that holds, and everything in it that doesn't. */
export async function checkedReceipts(book: ReceiptBook): Promise<{ receipts: Receipt[]; faults: ReceiptFault[] }> {
  if (book?.format !== 'gengxin-receipts/1' || !Array.isArray(book.receipts)) throw new SealError('receipts')
  const faults: ReceiptFault[] = []
  const receipts: Receipt[] = []
  let previous = NOTHING_BEFORE
  for (const [place, signed] of book.receipts.entries()) {
    const found = readReceipt(signed)
    const wrong = found ? [...placeFaults(found, book.offer, place + 1, previous), ...orderFaults(found, receipts)] : (['text'] as const)
    for (const fault of isSigned(signed, book.public_key) ? wrong : [...wrong, 'signature' as const]) faults.push({ number: place + 1, fault })
    if (found) receipts.push(found)
    previous = await sha256Of(String(signed?.text))
  }
  if (book.closing && !closes(book, book.closing, receipts, previous)) faults.push({ number: 0, fault: 'closing' })
  return { receipts, faults }
}

/** A receipt's content; nothing where it isn't written as one. */
export function readReceipt(signed: Signed): Receipt | undefined {
  const told = written<Receipt>(signed, 'gengxin-receipt/1', RECEIPT)
  const whole = told && [told.received_at, told.closes_at].every((time) => TIME.test(time)) && Number.isSafeInteger(told.number)
  return whole ? told : undefined
}

/** Whether a bidder's own receipt stands among them. */
export function isAmong(mine: Signed, book: ReceiptBook): boolean {
  return book.receipts.some((one) => one.text === mine.text && one.signature === mine.signature)
}

/** What the server answers to a party before bids were opened: hashes, and no names. */
export interface HashAnswer {
  offer: string
  public_key: string
  receipts: { receipt_sha256: string }[]
  closing: Signed | null
}

/** What is wrong with the hashes for whoever holds an own receipt; nothing where all is well. */
export async function ownFault(told: HashAnswer, mine: Signed): Promise<'signature' | 'absent' | 'before' | 'closing' | undefined> {
  const hashes = [NOTHING_BEFORE, ...told.receipts.map((one) => one.receipt_sha256)]
  const receipt = readReceipt(mine)
  if (!receipt || !isSigned(mine, told.public_key)) return 'signature'
  if (receipt.offer !== told.offer || hashes[receipt.number] !== (await sha256Of(mine.text)) || receipt.number < 1) return 'absent'
  if (hashes[receipt.number - 1] !== receipt.previous) return 'before'
  if (!told.closing) return undefined
  const closing = written<Closing>(told.closing, 'gengxin-closing/1', CLOSING)
  const whole = closing && isSigned(told.closing, told.public_key) && closing.offer === told.offer
  return whole && closing.receipts_count === told.receipts.length && closing.last === hashes.at(-1) ? undefined : 'closing'
}

function placeFaults(receipt: Receipt, offer: string, place: number, previous: string): ReceiptFault['fault'][] {
  const here = receipt.offer === offer && receipt.number === place && receipt.previous === previous
  return [...(here ? [] : (['place'] as const)), ...(receipt.received_at < receipt.closes_at ? [] : (['late'] as const))]
}

function orderFaults(receipt: Receipt, before: readonly Receipt[]): ReceiptFault['fault'][] {
  const last = before.at(-1)
  return [
    ...(before.some((one) => one.sha256 === receipt.sha256) ? (['copied'] as const) : []),
    ...(last && receipt.received_at < last.received_at ? (['order'] as const) : []),
    ...(last && receipt.key_sha256 !== before[0]!.key_sha256 ? (['key'] as const) : []),
  ]
}

function closes(book: ReceiptBook, signed: Signed, receipts: readonly Receipt[], last: string): boolean {
  const told = written<Closing>(signed, 'gengxin-closing/1', CLOSING)
  return (
    told !== undefined &&
    isSigned(signed, book.public_key) &&
    told.offer === book.offer &&
    told.receipts_count === book.receipts.length &&
    told.last === last &&
    TIME.test(told.closes_at) &&
    receipts.every((one) => one.closes_at <= told.closes_at)
  )
}

/** The text's content, where it has just these fields and is written in the one way. */
function written<Told>(signed: Signed, format: string, names: readonly string[]): Told | undefined {
  try {
    const told = JSON.parse(signed.text) as Record<string, unknown>
    const whole = told.format === format && Object.keys(told).sort().join() === names.join() && canonical(told, { ascii: true }) === signed.text
    return whole ? (told as Told) : undefined
  } catch {
    return undefined
  }
}

function isSigned(signed: Signed, publicKey: string): boolean {
  if (!/^[0-9a-f]{128}$/.test(signed?.signature) || !/^[0-9a-f]{64}$/.test(publicKey)) return false
  try {
    return ed25519.verify(bytesOf(signed.signature), new TextEncoder().encode(signed.text), bytesOf(publicKey), { zip215: false })
  } catch {
    return false
  }
}

function bytesOf(hexadecimal: string): Uint8Array {
  return Uint8Array.from(hexadecimal.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
