import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'

/** Encodings that `TextDecoder` knows by these names. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'

/** Bytes that are judged, from the first on that is not ASCII. */
const SAMPLE_BYTES = 256 * 1024
/** Share of everyday characters from which on bytes are taken for Chinese; it is above 0.95 in Chinese prose. */
const MIN_COMMON_SHARE = 0.7

/**
 * Tells the encoding of a file: by its byte order mark, else from the first byte on that is not ASCII. What is UTF-8 there is
 * taken for UTF-8, else what reads as everyday Chinese in GB18030 for that. `undefined` when it is neither. It knows no other
 * encodings: Korean in EUC-KR passes for Chinese.
 */
export async function detectEncoding(path: string): Promise<TextEncoding | undefined> {
  await using file = await open(path)
  const buffer = Buffer.alloc(SAMPLE_BYTES)
  const { bytesRead: marked } = await file.read(buffer, 0, 2, 0)
  if (marked === 2 && buffer[0] === 0xff && buffer[1] === 0xfe) return 'utf-16le'
  if (marked === 2 && buffer[0] === 0xfe && buffer[1] === 0xff) return 'utf-16be'
  const start = await findBeyondAscii(file, buffer)
  if (start === undefined) return 'utf-8'
  const { bytesRead } = await file.read(buffer, 0, SAMPLE_BYTES, start)
  const sample = buffer.subarray(0, bytesRead)
  if (decodes(sample, 'utf-8')) return 'utf-8'
  return decodes(sample, 'gb18030') && readsAsChinese(sample) ? 'gb18030' : undefined
}

async function findBeyondAscii(file: FileHandle, buffer: Buffer): Promise<number | undefined> {
  let position = 0
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position)
    if (bytesRead === 0) return undefined
    for (let index = 0; index < bytesRead; index += 1) if ((buffer[index] as number) >= 0x80) return position + index
    position += bytesRead
  }
}

/** The sample may end inside a character. */
function decodes(sample: Uint8Array, encoding: TextEncoding): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: true })
    return true
  } catch {
    // The only failure of a fatal decoder is that the bytes are not of its encoding.
    return false
  }
}

/** Everyday characters are GB 2312's punctuation (rows A1 to A3) and its characters by sound (B0 to D7). */
function readsAsChinese(sample: Uint8Array): boolean {
  let characters = 0
  let common = 0
  for (let index = 0; index + 1 < sample.length; index += 1) {
    const lead = sample[index] as number
    if (lead < 0x80) continue
    index += 1
    characters += 1
    const isCommonRow = (lead >= 0xa1 && lead <= 0xa3) || (lead >= 0xb0 && lead <= 0xd7)
    if (isCommonRow && (sample[index] as number) >= 0xa1) common += 1
  }
  return common >= characters * MIN_COMMON_SHARE
}
