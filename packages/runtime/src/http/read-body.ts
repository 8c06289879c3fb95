import type { IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { PassThrough } from 'node:stream'
import type { Duplex } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { NodeError } from '../errors.ts'
import { formatMegabytes } from './format-megabytes.ts'

/** What {@link readBody} can decompress, for the request. */
export const acceptedEncodings = 'gzip, deflate, br'

/**
 * Reads a response to its end and decompresses it.
 *
 * @throws {@link NodeError} as soon as more than `maxBytes` came, so that a small response that unfolds into a large one
 *   does no harm.
 */
export async function readBody(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  const collect = async (source: AsyncIterable<Buffer>): Promise<void> => {
    let bytes = 0
    for await (const chunk of source) {
      bytes += chunk.length
      if (bytes > maxBytes) throw tooLarge(maxBytes)
      chunks.push(chunk)
    }
  }
  await pipeline(response, decoderOf(response.headers['content-encoding']), collect)
  return Buffer.concat(chunks)
}

function tooLarge(maxBytes: number): NodeError {
  const limit = formatMegabytes(maxBytes)
  return new NodeError(`File size is too large, max size is ${limit}, but current size is more than that.`, {
    type: 'ResponseSizeError',
  })
}

function decoderOf(encoding = ''): Duplex {
  switch (encoding.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'deflate':
      return createInflate()
    case 'br':
      return createBrotliDecompress()
    default:
      return new PassThrough()
  }
}
