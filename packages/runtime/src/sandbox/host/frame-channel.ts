import { readSync, writeSync } from 'node:fs'
import { decodeFrameHeader, encodeFrameHeader, frameHeaderBytes, type Frame } from '../frames.ts'

const input = 0
const output = 1

/**
 * Waits for the next frame of the parent, without turning the event loop: nothing that a run left behind can happen in between.
 *
 * @returns `undefined` when the parent is gone.
 */
export function readFrame(): Frame | undefined {
  const header = readExactly(frameHeaderBytes)
  if (header === undefined) return undefined
  const { kind, bodyBytes } = decodeFrameHeader(header)
  const body = readExactly(bodyBytes)
  return body === undefined ? undefined : { kind, body }
}

/** Sends one frame to the parent. */
export function writeFrame(kind: number, body: string | Uint8Array = ''): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  writeAll(encodeFrameHeader(kind, bytes.byteLength))
  writeAll(bytes)
}

function readExactly(count: number): Uint8Array | undefined {
  const bytes = new Uint8Array(count)
  for (let filled = 0; filled < count;) {
    const read = readSync(input, bytes, filled, count - filled, null)
    if (read === 0) return undefined
    filled += read
  }
  return bytes
}

function writeAll(bytes: Uint8Array): void {
  for (let written = 0; written < bytes.byteLength;) {
    written += writeSync(output, bytes, written, bytes.byteLength - written)
  }
}
