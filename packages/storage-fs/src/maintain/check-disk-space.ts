import { dirname } from 'node:path'
import type { OpenStore } from '../open-store.ts'

/** Room on the disk of a store, in bytes. */
export interface DiskSpace {
  readonly bytesFree: number
  readonly bytesTotal: number
  /** What must stay free. */
  readonly minFreeBytes: number
  /** Whether a save may take anything. */
  readonly isEnough: boolean
  /** Whether less than a tenth is left. */
  readonly isLow: boolean
}

/** Looks at the disk of a store, or of where one would be made; the whole way of `checkDiskSpace`. */
export function checkDiskSpace({ files, layout, options }: OpenStore, requiredBytes = 0): DiskSpace {
  let path = layout.root
  while (files.stat(path) === undefined && path !== dirname(path)) path = dirname(path)
  const { bytesFree, bytesTotal } = files.space(path)
  const { minFreeBytes } = options
  return {
    bytesFree,
    bytesTotal,
    minFreeBytes,
    isEnough: bytesFree - requiredBytes >= minFreeBytes,
    isLow: bytesFree < bytesTotal / 10,
  }
}
