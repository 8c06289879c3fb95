import { Buffer } from 'node:buffer'
import type { FileState } from './power-cut.ts'

/**
 * What a power cut may leave of the data of a file, from what was flushed to all that was written: nothing new, zeros,
 * a part, a later part without the one before it.
 */
export function survivingData({ data, flushedData }: FileState): readonly Uint8Array[] {
  if (data === flushedData) return [data]
  const kept = flushedData.length
  if (Buffer.compare(data.subarray(0, kept), flushedData) !== 0) return [flushedData, data]
  const middle = Math.ceil((kept + data.length) / 2)
  const zeros = new Uint8Array(data.length)
  zeros.set(flushedData)
  const hole = data.slice().fill(0, kept, middle)
  return [flushedData, zeros, data.slice(0, middle), hole, data]
}
