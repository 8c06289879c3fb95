import { Buffer } from 'node:buffer'
import { createGunzip } from 'node:zlib'
import { isIntact } from '../record/sealed-json.ts'
import { type PackedFile, parsePackedFile } from './archive-pack.ts'

/** What is unpacked at a time: of the one in which the damage is, nothing is found. */
const sliceBytes = 256

/**
 * Finds what is still whole in a pack that is damaged: up to where it can be unpacked, the files whose own checksums are
 * right. A file without a checksum, which was written by hand, is not among them.
 */
export async function rescuePack(bytes: Buffer): Promise<PackedFile[]> {
  const lines = (await unpackAsFarAsPossible(bytes)).toString().split('\n')
  return lines.flatMap((line) => parseWhole(line) ?? [])
}

async function unpackAsFarAsPossible(bytes: Buffer): Promise<Buffer> {
  const parts: Buffer[] = []
  const gunzip = createGunzip()
  return new Promise((resolve) => {
    const end = (): void => resolve(Buffer.concat(parts))
    // The damage is known; what came before it is what is wanted.
    gunzip
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', end)
      .on('error', end)
    for (let start = 0; start < bytes.length; start += sliceBytes)
      gunzip.write(bytes.subarray(start, start + sliceBytes))
    gunzip.end()
  })
}

function parseWhole(line: string): PackedFile | undefined {
  try {
    const file = parsePackedFile(JSON.parse(line))
    return isIntact(Buffer.from(file.text)) ? file : undefined
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined
    throw error
  }
}
