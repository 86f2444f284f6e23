import { ed25519 } from '@noble/curves/ed25519.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { armoured, hex, newIdentity, sealed } from './age'
import { canonical } from './canonical'
import {
  HOLDERS,
  answerTo,
  checkedReceipts,
  isAmong,
  makeOfferKey,
  openBids,
  ownFault,
  packagesOf,
  packed,
  paddedBytes,
  pairOf,
  peel,
  readIdentity,
  recipientOf,
  seal,
  sealBid,
  sha256Of,
  unpacked,
  unseal,
  unwrap,
  unwrapPeeled,
  withAnotherPart,
  wrap,
  type Bid,
  type HashAnswer,
  type HolderName,
  type OfferKey,
  type Receipt,
  type ReceiptBook,
  type Recipients,
} from './index'

const text = (words: string): Uint8Array => new TextEncoder().encode(words)

function bidOf(party: string, changes: Partial<Bid> = {}): Bid {
  const files = new Map([['drawings/方案.txt', text(`MARKER ${party}`)]])
  return { offer: 'OFFER1', party, nonce: `${party}-nonce-of-its-own`, content: { price_amount: 12.5, '10': 1, '9': 2 }, files, ...changes }
}

let identities: Record<HolderName, string>
let key: OfferKey
let secrets: string[]

beforeAll(async () => {
  identities = Object.fromEntries(await Promise.all(HOLDERS.map(async (name) => [name, await newIdentity()]))) as typeof identities
  const recipients = Object.fromEntries(await Promise.all(HOLDERS.map(async (name) => [name, await recipientOf(identities[name])])))
  key = await withAnotherPart(await makeOfferKey('OFFER1', recipients as unknown as Recipients))
  secrets = await unwrapPeeled(key, await peel(key, ['auditor', 'delegate'], identities.auditor), identities.delegate)
})

describe('packages', () => {
  it('give back what went in, in eleven sizes', async () => {
    expect(await unpacked(await packed(bidOf('ANNA')))).toEqual(bidOf('ANNA'))
    expect([1, 65_536, 65_537, 300_000, 2 ** 26].map(paddedBytes)).toEqual([65_536, 65_536, 131_072, 524_288, 2 ** 26])
    expect(() => paddedBytes(2 ** 26 + 1)).toThrow('64 MiB')
  })

  it.each(['', '../up', '/etc', 'a//b', 'a/..', 'C:x', 'a\\b', 'a\nb', 'manifest.json', 'Manifest.JSON', 'b.', ' a', 'x'.repeat(101), 'e\u0301'])('refuse the name %j', async (name) => {
    await expect(packed(bidOf('ANNA', { files: new Map([[name, text('')]]) }))).rejects.toThrow('name')
  })

  it.each([['Plan.pdf', 'plan.PDF'], ['a', 'a/b'], ['a/b', 'A'], ['ß', 'ss']])('refuse %j beside %j', async (...names) => {
    await expect(packed(bidOf('ANNA', { files: new Map(names.map((name) => [name, text('')])) }))).rejects.toThrow('name')
  })

  it('refuse what no JSON can say', async () => {
    await expect(packed(bidOf('ANNA', { content: { price_amount: Number.NaN } }))).rejects.toThrow('JSON')
    await expect(packed(bidOf('../x'))).rejects.toThrow('ref')
  })

  it('refuse what was altered, cut or put behind', async () => {
    const whole = await packed(bidOf('ANNA'))
    const where = whole.findIndex((_, place) => new TextDecoder().decode(whole.subarray(place, place + 6)) === 'MARKER')
    for (const place of [0, 124, 148, 156, 257, 345, where, whole.length - 1]) {
      const altered = whole.slice()
      altered[place]! ^= 1
      await expect(unpacked(altered)).rejects.toThrow()
    }
    await expect(unpacked(whole.subarray(0, 700))).rejects.toThrow()
    await expect(unpacked(text('not a tar file'))).rejects.toThrow()
    await expect(unpacked(new Uint8Array(1024))).rejects.toThrow()
  })

  it('write names in the order of their letters, even those that look like numbers', () => {
    expect(canonical({ b: [1, { '9': 'é', '10': null }], a: 0.1 }, { ascii: true })).toBe('{"a":0.1,"b":[1,{"10":null,"9":"\\u00e9"}]}')
  })
})

describe('keys', () => {
  it('open by any two holders', async () => {
    const file = await sealBid(bidOf('ANNA').files, bidOf('ANNA'), key.recipients)
    for (const [one, other] of [['auditor', 'coordinator'], ['delegate', 'coordinator'], ['delegate', 'auditor']] as const) {
      const [first, second] = pairOf(one, other)
      const found = await unwrapPeeled(key, await peel(key, [first, second], identities[first]), identities[second])
      expect(found).toEqual(secrets)
      expect((await unpacked(await unseal(file, found))).content).toEqual(bidOf('ANNA').content)
    }
  })

  it.each(HOLDERS)('stay closed to the %s alone, and to whoever made one part', async (name) => {
    const file = await sealBid(bidOf('ANNA').files, bidOf('ANNA'), key.recipients)
    for (const share of key.shares) await expect(unwrap(share, identities[name], identities[name])).rejects.toThrow('another key')
    await expect(unseal(file, [identities[name]])).rejects.toThrow('another key')
    await expect(unseal(file, [secrets[1]!])).rejects.toThrow('another key')
    await expect(unpacked(await unseal(file, [secrets[0]!]))).rejects.toThrow()
  })

  it('are refused where parts, shares and fingerprint differ', async () => {
    const spoilt: OfferKey[] = [
      { ...key, recipients: key.recipients.slice(1) },
      { ...key, sha256: '0'.repeat(64) },
      { ...key, shares: key.shares.slice(1) },
      { ...key, holders: { ...key.holders, auditor: key.holders.delegate } },
    ]
    for (const one of spoilt) await expect(peel(one, ['auditor', 'delegate'], identities.auditor)).rejects.toThrow()
    const other = await wrap(await newIdentity(), key.holders)
    const false_ = { ...key, shares: [...key.shares.slice(3), ...other] }
    const peeled = await peel(false_, ['auditor', 'delegate'], identities.auditor)
    await expect(unwrapPeeled(key, peeled, identities.delegate)).rejects.toThrow('another secret')
    await expect(unwrapPeeled(key, { ...peeled, key_sha256: '' }, identities.delegate)).rejects.toThrow()
    expect(() => pairOf('auditor', 'auditor')).toThrow('holders')
  })

  it('are read from the file of age-keygen', async () => {
    const file = text(`# created: today\n${identities.auditor}\n`)
    expect(await readIdentity(file, '')).toBe(identities.auditor)
    await expect(readIdentity(text(`${identities.auditor}\n${identities.delegate}\n`), '')).rejects.toThrow('secret key')
    await expect(readIdentity(text(`${identities.auditor.slice(0, -1)}\n`), '')).rejects.not.toThrow(identities.auditor.slice(0, -1))
  })

  it('take no recipient of another kind', async () => {
    await expect(async () => sealed(text(''), 'age1x')).rejects.toThrow('age1x')
    await expect(seal(text(''), [])).rejects.toThrow('no public key')
  })
})

const SEED = new Uint8Array(32).fill(7)
const CLOSES = '2026-12-01T09:00:00.000000Z'

async function bookOf(parts: Partial<Receipt>[]): Promise<ReceiptBook> {
  const signed = (told: unknown): { text: string; signature: string } => {
    const words = canonical(told, { ascii: true })
    return { text: words, signature: hex(ed25519.sign(text(words), SEED)) }
  }
  let previous = '0'.repeat(64)
  const receipts = []
  for (const [place, part] of parts.entries()) {
    const told = { format: 'gengxin-receipt/1', offer: 'OFFER1', number: place + 1, party: 'ANNA', sha256: String(place).padStart(64, '0'), bytes_count: 66_000, received_at: '2026-12-01T08:30:00.000000Z', closes_at: CLOSES, key_sha256: 'a'.repeat(64), previous, ...part }
    receipts.push(signed(told))
    previous = await sha256Of(receipts.at(-1)!.text)
  }
  const closing = signed({ format: 'gengxin-closing/1', offer: 'OFFER1', receipts_count: parts.length, last: previous, closes_at: CLOSES })
  return { format: 'gengxin-receipts/1', offer: 'OFFER1', public_key: hex(ed25519.getPublicKey(SEED)), receipts, closing }
}

describe('receipts', () => {
  it('hold as they were given', async () => {
    const book = await bookOf([{}, {}, {}])
    expect((await checkedReceipts(book)).faults).toEqual([])
    expect((await checkedReceipts(await bookOf([]))).faults).toEqual([])
    expect(isAmong(book.receipts[1]!, book)).toBe(true)
    expect(isAmong((await bookOf([{ party: 'BO' }])).receipts[0]!, book)).toBe(false)
  })

  it.each([
    ['place', { offer: 'OFFER2' }],
    ['place', { number: 3 }],
    ['place', { previous: 'f'.repeat(64) }],
    ['copied', { sha256: '0'.repeat(64) }],
    ['late', { received_at: CLOSES }],
    ['order', { received_at: '2026-12-01T08:29:59.999999Z' }],
    ['key', { key_sha256: 'b'.repeat(64) }],
    ['text', { received_at: 'yesterday' }],
  ] as const)('name the fault %s', async (fault, part) => {
    expect((await checkedReceipts(await bookOf([{}, part]))).faults).toEqual([{ number: 2, fault }])
  })

  it('miss no letter, no gap and no other order', async () => {
    const book = await bookOf([{}, {}, {}])
    const [a, b, c] = book.receipts as [never, never, never]
    for (const row of [[b, a, c], [a, c], [a, b], [a, b, b], []]) {
      expect((await checkedReceipts({ ...book, receipts: row })).faults).not.toEqual([])
    }
    const { text: words, signature } = book.receipts[0]!
    for (const altered of [{ text: words.replace('ANNA', 'ANNE'), signature }, { text: words, signature: signature.toUpperCase() }, { text: `${words} `, signature }]) {
      expect((await checkedReceipts({ ...book, receipts: [altered, b, c] })).faults).not.toEqual([])
    }
    expect((await checkedReceipts({ ...book, closing: { ...book.closing!, signature } })).faults).toEqual([{ number: 0, fault: 'closing' }])
    await expect(checkedReceipts({} as ReceiptBook)).rejects.toThrow('receipts')
  })
})

describe('hashes of receipts', () => {
  async function hashesOf(book: ReceiptBook): Promise<HashAnswer> {
    const receipts = await Promise.all(book.receipts.map(async (one) => ({ receipt_sha256: await sha256Of(one.text) })))
    return { offer: book.offer, public_key: book.public_key, receipts, closing: book.closing }
  }

  it('vouch for an own receipt, and for what came before it', async () => {
    const book = await bookOf([{}, {}, {}])
    const told = await hashesOf(book)
    const mine = book.receipts[1]!
    const rows = told.receipts
    for (const one of book.receipts) expect(await ownFault(told, one)).toBeUndefined()
    expect(await ownFault({ ...told, closing: null }, mine)).toBeUndefined()
    expect(await ownFault({ ...told, receipts: [rows[0]!, rows[2]!] }, mine)).toBe('absent')
    expect(await ownFault({ ...told, receipts: [rows[2]!, rows[1]!, rows[2]!] }, mine)).toBe('before')
    expect(await ownFault({ ...told, receipts: rows.slice(0, 2) }, mine)).toBe('closing')
    expect(await ownFault({ ...told, public_key: '0'.repeat(64) }, mine)).toBe('signature')
    expect(await ownFault(told, book.closing!)).toBe('signature')
  })
})

describe('opening', () => {
  it('opens the last bid of each party, and names why others are refused', async () => {
    const made: [string, Uint8Array][] = [
      ['ANNA', await seal(await packed(bidOf('ANNA')), key.recipients)],
      ['BO', await seal(await packed(bidOf('ANNA')), key.recipients)],
      ['BO', await seal(await packed(bidOf('BO', { offer: 'OFFER0' })), key.recipients)],
      ['ANNA', await seal(await packed(bidOf('ANNA', { nonce: 'another nonce of hers' })), key.recipients)],
      ['ANNA', await seal(await packed(bidOf('ANNA')), key.recipients)],
      ['CAI', await seal(text('not a package'), key.recipients)],
      ['CAI', await seal(await packed(bidOf('CAI')), [key.recipients[0]!])],
      ['CAI', await seal(await packed(bidOf('CAI')), key.recipients)],
      ['DAN', text('lost')],
    ]
    const hashes = await Promise.all(made.map(([, file]) => sha256Of(file)))
    const book = await bookOf(made.map(([party], place) => ({ party, sha256: hashes[place]! })))
    const files = new Map(made.slice(0, 8).map(([, file], place) => [hashes[place]!, file]))
    files.set(hashes[7]!, text('altered'))
    const found = await openBids(secrets, files, (await checkedReceipts(book)).receipts)
    expect(found.opened.map(({ receipt, bid }) => [receipt.number, bid.nonce])).toEqual([[4, 'another nonce of hers']])
    expect(found.refused.map(({ receipt, reason }) => [receipt.number, reason])).toEqual([
      [1, 'replaced'],
      [2, 'other_party'],
      [3, 'other_offer'],
      [5, 'repeated'],
      [6, 'not_a_bid'],
      [7, 'not_opened'],
      [8, 'altered'],
      [9, 'missing'],
    ])
    const told = await packagesOf(found)
    expect(told.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(told[3]).toMatchObject({ reason: '', manifest: { party: 'ANNA', nonce: 'another nonce of hers' } })
  })
})

describe('confirming', () => {
  const asked = async (told: object) => ({ format: 'gengxin-confirm/1', offer: 'OFFER1', findings_sha256: 'ab', questions: { auditor: armoured(await sealed(text(JSON.stringify(told)), await recipientOf(identities.auditor))) } }) as const
  const statement = (changes: object = {}) => JSON.stringify({ format: 'gengxin-confirm/1', offer: 'OFFER1', holder: 'auditor', findings_sha256: 'ab', ...changes })

  it('answers by the holder’s key, to what is at hand alone', async () => {
    const questions = await asked({ text: statement(), answer: 'c0ffee' })
    expect(await answerTo(questions, 'auditor', identities.auditor)).toBe('c0ffee')
    await expect(answerTo(questions, 'auditor', identities.delegate)).rejects.toThrow('another key')
    await expect(answerTo(await asked({ text: statement({ findings_sha256: 'cd' }), answer: 'x' }), 'auditor', identities.auditor)).rejects.toThrow('something else')
    await expect(answerTo(await asked({ text: statement({ holder: 'delegate' }), answer: 'x' }), 'auditor', identities.auditor)).rejects.toThrow('something else')
  })
})
