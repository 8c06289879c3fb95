import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { glob, readdir } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { nearestName } from '@autoopt/config'
import { InputFileError } from '../errors.ts'
import { findFile } from '../find-file.ts'
import type { FileInput } from './file-input.ts'

/** Hashes that are kept; files beyond are hashed anew. */
const MAX_KEPT = 10_000

/** The files that cases of a plan upload. */
export class InputFiles {
  readonly #baseFolder: string
  readonly #hashes = new Map<string, string>()

  /** Paths are relative to `baseFolder`. */
  constructor(baseFolder: string) {
    this.#baseFolder = resolve(baseFolder)
  }

  /**
   * Checks a file, writes its path with `/` and adds its hash.
   *
   * @throws {@link InputFileError} when it is not there or cannot be read. `where` says who names it.
   */
  async open(file: FileInput, where: string): Promise<FileInput> {
    const path = (await findFile(this.#baseFolder, file.path)) ?? (await this.#missing(file.path, where))
    return { ...file, path: this.#toPlan(path), transfer_method: 'local_file', sha256: await this.#hash(path, where) }
  }

  /**
   * The files of a pool, in the order of its patterns and of their names within each, every file once. A pattern that is the name of a file is that file,
   * whatever characters it has; in others `*`, `**`, `?`, `[…]` and `{…}` are understood, and `\` divides folders. Files whose name begins
   * with a dot must be named.
   *
   * @throws {@link InputFileError} when a pattern finds nothing.
   */
  async openPool(patterns: readonly string[], where: string): Promise<FileInput[]> {
    const files = new Map<string, FileInput>()
    for (const pattern of patterns) {
      const paths = await this.#match(pattern)
      if (paths.length === 0) await this.#missing(pattern, where)
      for (const path of paths) files.set(path, await this.open({ path }, where))
    }
    return [...files.values()]
  }

  async #match(pattern: string): Promise<readonly string[]> {
    const named = await findFile(this.#baseFolder, pattern)
    if (named !== undefined) return [named]
    const paths: string[] = []
    const entries = glob(pattern.replaceAll('\\', '/'), { cwd: this.#baseFolder, withFileTypes: true })
    for await (const entry of entries) {
      const path = join(entry.parentPath, entry.name)
      if ((await findFile(path, '')) !== undefined) paths.push(path)
    }
    return paths.toSorted((one, other) => (one < other ? -1 : 1))
  }

  #toPlan(path: string): string {
    const inside = relative(this.#baseFolder, path)
    return (isAbsolute(inside) ? path : inside).replaceAll('\\', (backslash) =>
      process.platform === 'win32' ? '/' : backslash,
    )
  }

  async #hash(path: string, where: string): Promise<string> {
    const known = this.#hashes.get(path)
    if (known !== undefined) return known
    const sha256 = await hashFile(path).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new InputFileError(`${where}: the file ${path} cannot be read: ${why}.`, { path, where }, { cause })
    })
    if (this.#hashes.size < MAX_KEPT) this.#hashes.set(path, sha256)
    return sha256
  }

  async #missing(path: string, where: string): Promise<never> {
    const absolute = resolve(this.#baseFolder, path.replaceAll('\\', '/'))
    const siblings = await readdir(dirname(absolute)).catch(() => [])
    const nearest = nearestName(basename(absolute), siblings)
    const meant = nearest === undefined ? '' : ` Did you mean ${nearest}?`
    const finding = /[*?[{]/.test(path) ? 'no file matches' : 'there is no file'
    throw new InputFileError(
      `${where}: ${finding} ${path} (looked for ${absolute}).${meant} Paths are relative to the plan.`,
      { path, where, absolute, ...(nearest !== undefined && { nearest }) },
    )
  }
}

async function hashFile(path: string): Promise<string> {
  const digest = createHash('sha256')
  for await (const bytes of createReadStream(path)) digest.update(bytes as Uint8Array)
  return digest.digest('hex')
}
