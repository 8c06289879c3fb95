import { open } from 'node:fs/promises'
import { TextDecoder } from 'node:util'
import { isNativeError } from 'node:util/types'
import type { CaseFile } from '@autoopt/config'
import { CaseFileError } from '../errors.ts'
import { detectEncoding, type TextEncoding } from './detect-encoding.ts'

export interface TextFile {
  /** As the plan names it, for messages. */
  readonly name: string
  /** Where it is. */
  readonly path: string
  readonly encoding: CaseFile['encoding']
  readonly signal?: AbortSignal | undefined
}

/**
 * Reads a text piece by piece, without its byte order mark.
 *
 * @throws {@link CaseFileError} when the file cannot be read or is not in its encoding.
 */
export async function* readText(file: TextFile): AsyncGenerator<string> {
  const encoding = await encodingOf(file)
  const decoder = new TextDecoder(encoding, { fatal: true })
  let lines = 1
  let isFirst = true
  for await (const bytes of bytesOf(file)) {
    const decoded = decode(file, decoder, { bytes, encoding, lines })
    // The decoder takes the mark out of Unicode's own encodings only.
    const text = isFirst ? decoded.replace(/^\uFEFF/, '') : decoded
    isFirst = false
    lines += countLines(text)
    yield text
  }
  yield decode(file, decoder, { encoding, lines })
}

async function encodingOf(file: TextFile): Promise<TextEncoding> {
  const detected = await detectEncoding(file.path).catch((cause: unknown) => {
    throw unreadable(file, cause)
  })
  if (file.encoding !== 'auto') return file.encoding
  if (detected !== undefined) return detected
  throw new CaseFileError(
    `${file.name} is neither UTF-8 nor Chinese in GB18030. Save it as UTF-8, or tell its encoding if it is one of the two.`,
    { file: file.name, path: file.path },
  )
}

/** Small pieces in one buffer: what is made of a large one lives long enough to be taken for something that stays. */
const PIECE_BYTES = 16 * 1024

/** Each piece is good until the next one is asked for. */
async function* bytesOf(file: TextFile): AsyncGenerator<Uint8Array> {
  try {
    await using handle = await open(file.path)
    const buffer = new Uint8Array(PIECE_BYTES)
    for (;;) {
      file.signal?.throwIfAborted()
      const { bytesRead } = await handle.read(buffer, 0, PIECE_BYTES)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } catch (cause) {
    file.signal?.throwIfAborted()
    throw unreadable(file, cause)
  }
}

function unreadable({ name, path }: TextFile, cause: unknown): CaseFileError {
  const code = isNativeError(cause) && 'code' in cause ? cause.code : undefined
  const why = cause instanceof Error ? cause.message : String(cause)
  const message =
    code === 'ENOENT'
      ? `There is no file of cases ${name} (looked for ${path}). Paths are relative to the plan.`
      : `The file of cases ${name} cannot be read: ${why}.`
  return new CaseFileError(message, { file: name, path }, { cause })
}

interface Piece {
  /** Absent at the end of the file. */
  readonly bytes?: Uint8Array
  readonly encoding: TextEncoding
  /** Lines begun before it. */
  readonly lines: number
}

function decode(file: TextFile, decoder: TextDecoder, { bytes, encoding, lines }: Piece): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })
  } catch (cause) {
    const sound = new TextDecoder(encoding).decode(fromCharacter(bytes, encoding)).split('\uFFFD')[0] ?? ''
    const line = lines + countLines(sound)
    throw new CaseFileError(
      `${file.name} is not ${encoding.toUpperCase()} throughout: line ${line} holds bytes that are not. Save it as UTF-8, or tell its encoding.`,
      { file: file.name, path: file.path, line },
      { cause },
    )
  }
}

/** Without the rest of a character that began in the piece before. */
function fromCharacter(bytes: Uint8Array | undefined, encoding: TextEncoding): Uint8Array | undefined {
  if (encoding !== 'utf-8') return bytes
  const start = bytes?.findIndex((byte) => (byte & 0b1100_0000) !== 0b1000_0000) ?? 0
  return bytes?.subarray(Math.max(0, start))
}

function countLines(text: string): number {
  let lines = 0
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) lines += 1
  return lines
}
