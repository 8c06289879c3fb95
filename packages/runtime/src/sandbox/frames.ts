/**
 * Messages between a sandbox and its parent, over pipes.
 *
 * A frame is one byte of kind, four bytes of length (big endian) and that many bytes of body.
 */

/** What a frame is. From the parent: `start`, `image`, `run`. From the sandbox: the others. */
export const frameKinds = {
  start: 1,
  image: 2,
  run: 3,
  ready: 10,
  value: 11,
  failure: 12,
  outOfMemory: 13,
  /** The sandbox cannot go on and ends. */
  broken: 14,
} as const

export interface Frame {
  readonly kind: number
  readonly body: Uint8Array
}

/** Bytes in front of each body. */
export const frameHeaderBytes = 5

/** Writes the head of a frame; its body follows it on the pipe. */
export function encodeFrameHeader(kind: number, bodyBytes: number): Uint8Array {
  const header = new Uint8Array(frameHeaderBytes)
  const view = new DataView(header.buffer)
  view.setUint8(0, kind)
  view.setUint32(1, bodyBytes)
  return header
}

/** Reads the head of a frame. */
export function decodeFrameHeader(header: Uint8Array): { readonly kind: number; readonly bodyBytes: number } {
  const view = new DataView(header.buffer, header.byteOffset, frameHeaderBytes)
  return { kind: view.getUint8(0), bodyBytes: view.getUint32(1) }
}
