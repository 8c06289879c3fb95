import { decodeFrameHeader, frameHeaderBytes, type Frame } from './frames.ts'

/** Puts frames together from the chunks of a stream. */
export class FrameReader {
  readonly #maxBytes: number
  #chunks: Uint8Array[] = []
  #bytes = 0

  /** @param maxBytes The longest body that is taken. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /**
   * Takes the next chunk.
   *
   * @returns the frames that it completes.
   * @throws RangeError when a frame announces more than the reader takes; the stream cannot be read any further.
   */
  push(chunk: Uint8Array): Frame[] {
    this.#chunks.push(chunk)
    this.#bytes += chunk.byteLength
    const frames: Frame[] = []
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame)
    return frames
  }

  #next(): Frame | undefined {
    if (this.#bytes < frameHeaderBytes) return undefined
    const { kind, bodyBytes } = decodeFrameHeader(this.#peekHeader())
    if (bodyBytes > this.#maxBytes)
      throw new RangeError(`a frame of ${bodyBytes} bytes; at most ${this.#maxBytes} are taken`)
    if (this.#bytes < frameHeaderBytes + bodyBytes) return undefined

    const all = Buffer.concat(this.#chunks)
    const end = frameHeaderBytes + bodyBytes
    this.#chunks = all.byteLength > end ? [all.subarray(end)] : []
    this.#bytes = all.byteLength - end
    return { kind, body: all.subarray(frameHeaderBytes, end) }
  }

  #peekHeader(): Uint8Array {
    const [first] = this.#chunks
    if (first !== undefined && first.byteLength >= frameHeaderBytes) return first
    const joined = Buffer.concat(this.#chunks)
    this.#chunks = [joined]
    return joined
  }
}
