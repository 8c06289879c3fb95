import { NoSpaceError } from '../errors.ts'
import type { FilePort } from '../files/file-port.ts'
import { spaceOf } from '../files/stat-file.ts'
import type { StoreOptions } from '../options.ts'

export interface DiskRoomOptions extends Pick<StoreOptions, 'minFreeBytes' | 'onWarning' | 'now'> {
  readonly files: FilePort
  readonly root: string
}

/** How long what the disk said is believed, less what was written since. */
const maxAgeMs = 500

/** Watches over the room on the disk of a store. */
export class DiskRoom {
  readonly #options: DiskRoomOptions
  #measuredAt: number | undefined
  #bytesFree = 0

  constructor(options: DiskRoomOptions) {
    this.#options = options
  }

  /**
   * Makes sure that there is room for some bytes, and warns once when less than a tenth of the disk is left.
   * @throws {@link NoSpaceError} when less than `minFreeBytes` would be left.
   */
  check(bytes: number): void {
    const { minFreeBytes, now, root } = this.#options
    if (minFreeBytes === 0) return
    const age = now() - (this.#measuredAt ?? Number.NEGATIVE_INFINITY)
    if (age > maxAgeMs || age < 0) this.#measure()
    this.#bytesFree -= bytes
    if (this.#bytesFree >= minFreeBytes) return
    this.#measure()
    if (this.#bytesFree - bytes >= minFreeBytes) return
    throw new NoSpaceError(root, { bytesFree: this.#bytesFree, minFreeBytes })
  }

  #measure(): void {
    const { files, root, now, onWarning } = this.#options
    const { bytesFree, bytesTotal } = spaceOf(files, root)
    if (this.#measuredAt === undefined && bytesFree < bytesTotal / 10) {
      const share = ((100 * bytesFree) / bytesTotal).toFixed(1)
      onWarning(`The disk of ${root} has ${share} % left (${bytesFree} bytes).`)
    }
    this.#measuredAt = now()
    this.#bytesFree = bytesFree
  }
}
