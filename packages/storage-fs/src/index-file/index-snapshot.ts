/**
 * `.index.json`: what the directories of all prompts held at some moment.
 *
 *     {"format":2,"store_id":"…","written_at":"…","prompts":{
 *     "<directory name>":[<ino>,<mtime ms>,<ctime ms>,"<prompt id, if it is not the name>","<version> <version> …"],
 *     …
 *     },"_sum":"<SHA-256 in hex of every byte before the comma>"}
 *
 * It is JSON, with a line for each prompt in the order of names, so that it is searched as it is and costs no more memory
 * than the file. A line counts only while its directory looks as it did, so that a file that is lost, stale or from
 * another store costs time and never truth; the checksum refuses one that was torn or edited.
 */
import { Buffer } from 'node:buffer'
import { hash } from 'node:crypto'
import type { FilePort, FileStat } from '../files/file-port.ts'
import { readFile } from '../files/read-file.ts'

/** What a directory held. */
export interface IndexedPrompt {
  readonly promptId: string
  /** In no particular order, separated by blanks; empty for none. */
  readonly versions: string
}

/** A line to be written. */
export interface IndexLine extends IndexedPrompt {
  readonly name: string
  readonly stat: Pick<FileStat, 'ino' | 'mtimeMs' | 'ctimeMs'>
}

const newline = 0x0a
const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const sumLength = 64
const endStart = ',"_sum":"'
const endLength = endStart.length + sumLength + '"}\n'.length

export class IndexSnapshot {
  readonly #bytes: Buffer
  /** Where each line of a prompt begins, and where the last one ends. */
  readonly #starts: Uint32Array
  /** The line after the one that was found last: whoever asks for all asks in order. */
  #next = 0

  private constructor(bytes: Buffer, starts: Uint32Array) {
    this.#bytes = bytes
    this.#starts = starts
  }

  /** Reads the snapshot; undefined when there is none that is whole and of this store. */
  static read(files: FilePort, path: string, storeId: string): IndexSnapshot | undefined {
    const content = readFile(files, path)
    return content && IndexSnapshot.parse(Buffer.from(content.bytes), storeId)
  }

  /** Reads the bytes of a snapshot; undefined when they are not whole, or of another store. */
  static parse(bytes: Buffer, storeId: string): IndexSnapshot | undefined {
    const header = bytes.toString('utf8', 0, Math.max(0, bytes.indexOf(newline)))
    return header.startsWith(headerStart(storeId)) && isWhole(bytes)
      ? new IndexSnapshot(bytes, lineStarts(bytes))
      : undefined
  }

  get count(): number {
    return this.#starts.length - 1
  }

  get byteLength(): number {
    return this.#bytes.length + this.#starts.byteLength
  }

  /** What a directory holds, if it looks as it did when the snapshot was written. */
  find(
    name: string,
    { ino, mtimeMs, ctimeMs }: Pick<FileStat, 'ino' | 'mtimeMs' | 'ctimeMs'>,
  ): IndexedPrompt | undefined {
    const line = this.#lineOf(name)
    if (line === undefined) return undefined
    const [knownIno, knownMtimeMs, knownCtimeMs, id, versions] = this.#values(line)
    if (knownIno !== ino || knownMtimeMs !== mtimeMs || knownCtimeMs !== ctimeMs) return undefined
    return { promptId: id === '' ? name : id, versions }
  }

  #lineOf(name: string): number | undefined {
    if (this.#next < this.count && this.#nameOf(this.#next) === name) return this.#next++
    let low = 0
    let high = this.count - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const found = this.#nameOf(middle)
      if (found === name) {
        this.#next = middle + 1
        return middle
      }
      if (found < name) low = middle + 1
      else high = middle - 1
    }
    return undefined
  }

  /** Names need no escapes in JSON. */
  #nameOf(line: number): string {
    const start = (this.#starts[line] ?? 0) + 1
    return this.#bytes.toString('latin1', start, this.#bytes.indexOf(quote, start))
  }

  #values(line: number): LineValues {
    const start = this.#bytes.indexOf(colon, this.#starts[line]) + 1
    const end = (this.#starts[line + 1] ?? 0) - 1
    return JSON.parse(this.#bytes.toString('utf8', start, this.#bytes[end - 1] === comma ? end - 1 : end)) as LineValues
  }
}

/** Writes a snapshot. The lines must be in the order of names. */
export function formatIndex(storeId: string, writtenAt: string, lines: readonly IndexLine[]): Buffer {
  const texts = lines.map(({ name, stat, promptId, versions }) => {
    const values = [stat.ino, stat.mtimeMs, stat.ctimeMs, promptId === name ? '' : promptId, versions]
    return `"${name}":${JSON.stringify(values)}`
  })
  const header = `${headerStart(storeId)},"written_at":"${writtenAt}","prompts":{\n`
  const body = `${header}${texts.join(',\n')}${texts.length === 0 ? '' : '\n'}}`
  return Buffer.from(`${body}${endStart}${hash('sha256', body, 'hex')}"}\n`)
}

function headerStart(storeId: string): string {
  return `{"format":2,"store_id":${JSON.stringify(storeId)}`
}

function isWhole(bytes: Buffer): boolean {
  const end = bytes.length - endLength
  if (end < 0 || bytes.toString('latin1', end, end + endStart.length) !== endStart) return false
  const sum = bytes.toString('latin1', end + endStart.length, end + endStart.length + sumLength)
  return sum === hash('sha256', bytes.subarray(0, end), 'hex')
}

function lineStarts(bytes: Buffer): Uint32Array {
  const starts: number[] = []
  const end = bytes.length - endLength - 1
  for (let start = bytes.indexOf(newline) + 1; start < end; start = bytes.indexOf(newline, start) + 1)
    starts.push(start)
  return Uint32Array.from([...starts, end])
}

type LineValues = readonly [ino: number, mtimeMs: number, ctimeMs: number, id: string, versions: string]
