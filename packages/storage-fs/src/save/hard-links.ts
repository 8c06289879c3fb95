import { join } from 'node:path'
import { SaveFailedError } from '../errors.ts'
import { makeDirectories } from '../files/directories.ts'
import type { FilePort } from '../files/file-port.ts'
import { isErrno } from '../files/is-errno.ts'
import { toFileError } from '../files/to-file-error.ts'

/** How file systems say that they have no hard links; Windows says EISDIR for what a file system does not know. */
const refusals = ['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV', 'EISDIR', 'EINVAL']

/** Tells whether an error of `link` may mean that the file system has no hard links. */
export function isRefusedLink(error: unknown): boolean {
  return isErrno(error, ...refusals)
}

/** Whether the file system of a store has hard links: tried out once, never told from its type. */
export class HardLinks {
  readonly #files: FilePort
  readonly #root: string
  readonly #directory: string
  #known: boolean | undefined

  /** @param directory where to try it: that of the temporary files of the writer who asks. */
  constructor(files: FilePort, root: string, directory: string) {
    this.#files = files
    this.#root = root
    this.#directory = directory
  }

  /** What was found; undefined until somebody asked {@link HardLinks.areThere}. */
  get known(): boolean | undefined {
    return this.#known
  }

  /** @throws {@link SaveFailedError} when that cannot be told. */
  areThere(): boolean {
    try {
      this.#known ??= this.#tryOut()
      return this.#known
    } catch (error) {
      const what = 'Cannot tell whether the file system has hard links'
      throw toFileError(error, { what, path: this.#directory, failure: SaveFailedError })
    }
  }

  #tryOut(): boolean {
    const [from, to] = [join(this.#directory, 'link'), join(this.#directory, 'link.second')]
    makeDirectories(this.#files, this.#directory, this.#root)
    this.#files.close(this.#files.create(from))
    try {
      // Once more after a refusal, which may have been about that moment: a scanner had the file open.
      return this.#isLinked(from, to) || this.#isLinked(from, to)
    } finally {
      this.#remove(from)
      this.#remove(to)
    }
  }

  #isLinked(from: string, to: string): boolean {
    try {
      this.#files.link(from, to)
      return true
    } catch (error) {
      // There already: the first try was carried out, and its answer lost.
      if (isErrno(error, 'EEXIST')) return true
      if (isRefusedLink(error)) return false
      throw error
    }
  }

  /** What stays is for a recovery. */
  #remove(path: string): void {
    try {
      this.#files.unlink(path)
    } catch (error) {
      if (!isErrno(error)) throw error
    }
  }
}
