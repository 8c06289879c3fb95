import { createReadStream } from 'node:fs'

/** A line of a file, with the place where the next one begins. */
export interface FileLine {
  readonly bytes: Buffer
  /** From 1. */
  readonly number: number
  /** Offset of the first byte after it, its line break included. */
  readonly end: number
  /** False for a last line without a line break. */
  readonly isWhole: boolean
}

/** Reads the lines of a file in constant memory. */
export async function* readLines(path: string): AsyncGenerator<FileLine> {
  let rest: Buffer[] = []
  let number = 0
  let end = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    let start = 0
    for (let at = chunk.indexOf(lineBreak); at >= 0; at = chunk.indexOf(lineBreak, start)) {
      const bytes = rest.length === 0 ? chunk.subarray(start, at) : Buffer.concat([...rest, chunk.subarray(start, at)])
      rest = []
      start = at + 1
      number += 1
      end += bytes.length + 1
      yield { bytes, number, end, isWhole: true }
    }
    if (start < chunk.length) rest.push(chunk.subarray(start))
  }
  const bytes = Buffer.concat(rest)
  if (bytes.length > 0) yield { bytes, number: number + 1, end: end + bytes.length, isWhole: false }
}

const lineBreak = 0x0a
