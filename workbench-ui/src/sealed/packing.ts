/** A bid as one package: a tar file with its manifest first, padded; the bytes are those of `gengxin.workbench.sealed.packing`. */

import { sha256Of } from './age'
import { byCodePoint, canonical } from './canonical'
import { SealError } from './faults'

export interface Bid {
  offer: string
  party: string
  /** Drawn anew for each bid. */
  nonce: string
  /** What is stated: JSON. */
  content: Record<string, unknown>
  /** Attachments by their name. */
  files: ReadonlyMap<string, Uint8Array>
}

export const MANIFEST = 'manifest.json'
export const MOST_BYTES = 2 ** 26
export const LEAST_BYTES = 2 ** 16
const FORMAT = 'gengxin-bid/1'
const MOST_FILES = 200
const MOST_NAME_BYTES = 100
const BLOCK = 512
const REF = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

const utf8 = new TextEncoder()

/** What tells one bid from every other. */
export function newNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The package of a bid. */
export async function packed(bid: Bid): Promise<Uint8Array> {
  refuseNames([...bid.files.keys()])
  const members: [string, Uint8Array][] = [[MANIFEST, await manifestOf(bid)], ...inOrder(bid.files)]
  const size = members.reduce((sum, [, content]) => sum + BLOCK + blocks(content.length) * BLOCK, 2 * BLOCK)
  const tar = new Uint8Array(paddedBytes(size))
  let place = 0
  for (const [name, content] of members) {
    tar.set(header(name, content.length), place)
    tar.set(content, place + BLOCK)
    place += BLOCK + blocks(content.length) * BLOCK
  }
  return tar
}

/** What a package of this size is padded to: 64 KiB, 128 KiB, … 64 MiB. */
export function paddedBytes(size: number): number {
  if (size > MOST_BYTES) throw new SealError('too_large', `${(size / 2 ** 20).toFixed(1)} MiB`)
  let padded = LEAST_BYTES
  while (padded < size) padded *= 2
  return padded
}

/** The bid in a package; refused where it holds anything that its manifest doesn't name. */
export async function unpacked(tar: Uint8Array): Promise<Bid> {
  if (tar.length > MOST_BYTES) throw new SealError('package')
  const files = members(tar)
  const told = manifestIn(files.get(MANIFEST))
  files.delete(MANIFEST)
  refuseNames([...files.keys()])
  const stated = new Map(told.files.map((one) => [one.name, one.sha256]))
  if (stated.size !== told.files.length || stated.size !== files.size) throw new SealError('package')
  for (const [name, content] of files) {
    if (stated.get(name) !== (await sha256Of(content))) throw new SealError('package', name)
  }
  return { offer: told.offer, party: told.party, nonce: told.nonce, content: told.content, files }
}

interface Manifest {
  format: string
  offer: string
  party: string
  nonce: string
  content: Record<string, unknown>
  files: { name: string; bytes: number; sha256: string }[]
}

/** What is said of a bid beside its attachments. */
export async function toldOf(bid: Bid): Promise<Manifest> {
  if (!REF.test(bid.offer) || !REF.test(bid.party)) throw new SealError('ref', `${bid.offer} ${bid.party}`)
  const files = await Promise.all(
    inOrder(bid.files).map(async ([name, content]) => ({ name, bytes: content.length, sha256: await sha256Of(content) })),
  )
  return { format: FORMAT, offer: bid.offer, party: bid.party, nonce: bid.nonce, content: bid.content, files }
}

async function manifestOf(bid: Bid): Promise<Uint8Array> {
  const told = await toldOf(bid)
  try {
    return utf8.encode(`${canonical(told, { ascii: false })}\n`)
  } catch {
    throw new SealError('content')
  }
}

function manifestIn(content: Uint8Array | undefined): Manifest {
  try {
    const told = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content)) as Manifest
    const whole =
      told.format === FORMAT &&
      REF.test(told.offer) &&
      REF.test(told.party) &&
      typeof told.nonce === 'string' &&
      told.nonce.length >= 16 &&
      typeof told.content === 'object' &&
      told.content !== null &&
      !Array.isArray(told.content) &&
      told.files.every((one) => typeof one.name === 'string' && typeof one.sha256 === 'string')
    if (whole) return told
  } catch {
    // told below
  }
  throw new SealError('package')
}

/** The plain files of a tar file, each once, and nothing behind its end. */
function members(tar: Uint8Array): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>()
  let place = 0
  while (place + BLOCK <= tar.length && tar[place] !== 0) {
    const head = tar.subarray(place, place + BLOCK)
    const name = field(head, 0, 100)
    const size = octal(head, 124, 12)
    const plain = field(head, 257, 5) === 'ustar' && head[345] === 0 && (head[156] === 0x30 || head[156] === 0)
    const whole = octal(head, 148, 8) === checksum(head) && place + BLOCK + size <= tar.length
    if (!plain || !whole || found.has(name) || found.size > MOST_FILES) throw new SealError('package')
    found.set(name, tar.slice(place + BLOCK, place + BLOCK + size))
    place += BLOCK + blocks(size) * BLOCK
  }
  if (tar.subarray(place).some((byte) => byte !== 0)) throw new SealError('package')
  return found
}

function header(name: string, size: number): Uint8Array {
  const head = new Uint8Array(BLOCK)
  const put = (text: string, place: number): void => head.set(utf8.encode(text), place)
  put(name, 0)
  put('0000644\0', 100)
  put('0000000\0', 108)
  put('0000000\0', 116)
  put(`${size.toString(8).padStart(11, '0')}\0`, 124)
  put('00000000000\0', 136)
  put('0', 156)
  put('ustar\x0000', 257)
  put(`${checksum(head).toString(8).padStart(6, '0')}\0 `, 148)
  return head
}

/** The sum of a header's bytes, those of the sum itself counted as spaces. */
function checksum(head: Uint8Array): number {
  return head.reduce((sum, byte, place) => sum + (place >= 148 && place < 156 ? 0x20 : byte), 0)
}

function field(head: Uint8Array, place: number, length: number): string {
  const bytes = head.subarray(place, place + length)
  const end = bytes.indexOf(0)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(end < 0 ? bytes : bytes.subarray(0, end))
  } catch {
    throw new SealError('package')
  }
}

function octal(head: Uint8Array, place: number, length: number): number {
  const text = field(head, place, length).trim()
  if (!/^[0-7]+$/.test(text)) throw new SealError('package')
  return Number.parseInt(text, 8)
}

function blocks(size: number): number {
  return Math.ceil(size / BLOCK)
}

function inOrder(files: ReadonlyMap<string, Uint8Array>): [string, Uint8Array][] {
  return [...files].sort(([one], [other]) => byCodePoint(one, other))
}

/** Refuse names that some disk can't take, or takes for another's. */
function refuseNames(names: readonly string[]): void {
  if (names.length > MOST_FILES) throw new SealError('too_many')
  const taken = new Set([MANIFEST])
  for (const name of names) {
    // ß and ss are one name for some disks
    const plain = name.normalize('NFC').toUpperCase().toLowerCase()
    const folders = new Set([...taken].flatMap(foldersOf))
    if (!fits(name) || taken.has(plain) || folders.has(plain) || foldersOf(plain).some((one) => taken.has(one))) {
      throw new SealError('name', name)
    }
    taken.add(plain)
  }
}

function fits(name: string): boolean {
  const parts = name.split('/')
  return (
    utf8.encode(name).length <= MOST_NAME_BYTES &&
    name === name.normalize('NFC') &&
    !/[<>:"|?*\\\p{C}\p{Zl}\p{Zp}]/u.test(name) &&
    !/[^\S ]/u.test(name) &&
    parts.every((part) => part !== '' && !/^[. ]*$/.test(part) && part === part.replace(/^ +| +$/g, '') && !part.endsWith('.'))
  )
}

function foldersOf(name: string): string[] {
  const parts = name.split('/')
  return parts.slice(1).map((_, count) => parts.slice(0, count + 1).join('/'))
}
