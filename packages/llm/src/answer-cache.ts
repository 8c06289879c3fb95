/**
 * Answers on disk: one file per key, `<folder>/<first two digits>/<key>.json`. A file is written beside its place and
 * then renamed, so that a reader sees a whole one or none, in whatever process it runs. A file that cannot be read as
 * an answer is reported and counts as absent; the next answer replaces it.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { cachedAnswerSchema, type CachedAnswer } from './cached-answer.ts'

const entrySchema = z.object({
  format: z.literal(1),
  key: z.string(),
  created_at: z.iso.datetime(),
  /** Of the JSON of `answer`, to notice damage. */
  sha256: z.string(),
  answer: z.unknown(),
})

/** A cache that could not be read or written. The call went on without it. */
export interface CacheProblem {
  readonly file: string
  readonly message: string
  readonly cause: unknown
}

/** How a cache is kept. */
export interface AnswerCacheOptions {
  /** Default: a warning of the process. */
  readonly onProblem?: ((problem: CacheProblem) => void) | undefined
}

/** A folder of answers. Any number of processes may share it. */
export class AnswerCache {
  readonly #folder: string
  readonly #onProblem: (problem: CacheProblem) => void

  constructor(folder: string, { onProblem = warn }: AnswerCacheOptions = {}) {
    this.#folder = folder
    this.#onProblem = onProblem
  }

  /** The answer under a key, if there is a sound one. */
  async read(key: string): Promise<CachedAnswer | undefined> {
    const file = this.#file(key)
    try {
      return parseEntry(await readFile(file, 'utf8'), key)
    } catch (cause) {
      if (!isAbsent(cause)) this.#report('The cached answer is damaged and was not used', { file, cause })
      return undefined
    }
  }

  /** Keeps an answer. Its folder and file are for their owner's eyes only. */
  async write(key: string, answer: CachedAnswer): Promise<void> {
    const file = this.#file(key)
    const temporary = `${file}.${randomUUID()}.tmp`
    const entry = {
      format: 1,
      key,
      created_at: new Date().toISOString(),
      sha256: digest(JSON.stringify(answer)),
      answer,
    }
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      await writeFile(temporary, JSON.stringify(entry), { mode: 0o600 })
      await rename(temporary, file)
    } catch (cause) {
      this.#report('The answer could not be cached', { file, cause })
      await rm(temporary, { force: true }).catch(() => undefined)
    }
  }

  #file(key: string): string {
    return join(this.#folder, key.slice(0, 2), `${key}.json`)
  }

  #report(what: string, { file, cause }: { readonly file: string; readonly cause: unknown }): void {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause)
    this.#onProblem({ file, message: `${what}: ${file} (${why}); delete the file if this happens again`, cause })
  }
}

function parseEntry(text: string, key: string): CachedAnswer {
  const entry = entrySchema.parse(JSON.parse(text))
  if (entry.key !== key) throw new Error('it belongs to another key')
  if (entry.sha256 !== digest(JSON.stringify(entry.answer))) throw new Error('its checksum differs')
  return cachedAnswerSchema.parse(entry.answer)
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function warn({ message }: CacheProblem): void {
  process.emitWarning(message, { code: 'LLM-CACHE-001' })
}
