import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pythonProgram } from './host/python-program.ts'

/**
 * The memory of a started Python, from which the next process starts in a sixth of the time.
 *
 * The first process makes it, the others of this program take it over. With a folder it outlives the program: about 31 MB, named after
 * the exact versions of what is in it. It is made before any code that nobody trusts runs.
 */
export class PythonImage {
  readonly #path: string | undefined
  #bytes: Uint8Array | undefined
  #isRead = false

  constructor(options: { readonly folder: string | undefined; readonly pyodideVersion: string }) {
    const { folder, pyodideVersion } = options
    const [nodeMajor] = process.versions.node.split('.')
    const program = createHash('sha256').update(pythonProgram).digest('hex').slice(0, 16)
    this.#path =
      folder === undefined ? undefined : join(folder, `python-${pyodideVersion}-node${nodeMajor}-${program}.image`)
  }

  /** @returns `undefined` when there is none yet. */
  async read(): Promise<Uint8Array | undefined> {
    if (this.#isRead || this.#path === undefined) return this.#bytes
    this.#isRead = true
    try {
      this.#bytes = await readFile(this.#path)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    }
    return this.#bytes
  }

  /** Keeps an image, on disk too where there is a folder. Never leaves half a file. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#bytes = bytes
    this.#isRead = true
    if (this.#path === undefined) return
    const temporary = `${this.#path}.${randomUUID()}`
    await mkdir(join(this.#path, '..'), { recursive: true })
    try {
      await writeFile(temporary, bytes)
      await rename(temporary, this.#path)
    } finally {
      await rm(temporary, { force: true })
    }
  }

  /** Forgets an image that no process starts from. */
  async discard(): Promise<void> {
    this.#bytes = undefined
    if (this.#path !== undefined) await rm(this.#path, { force: true })
  }
}
