import type { FileStat } from '../files/file-port.ts'

/** What a directory looked like when its names were read. */
export interface DirectoryIdentity {
  readonly ino: number
  readonly mtimeMs: number
  readonly ctimeMs: number
  /**
   * Whether the names could change without the times changing: they had changed so shortly before that a second change
   * may fall into the same tick of the file system's clock.
   */
  readonly isRacy: boolean
}

/** Remembers a directory whose names are about to be read. Take the stat before reading. */
export function identify(
  { ino, mtimeMs, ctimeMs }: FileStat,
  { now, racyWindowMs }: { readonly now: number; readonly racyWindowMs: number },
): DirectoryIdentity {
  // A time in the future, from another clock or set by hand, is as good as any other once it is old enough for ours.
  return { ino, mtimeMs, ctimeMs, isRacy: Math.max(mtimeMs, ctimeMs) > now - racyWindowMs }
}

/** Tells whether the names are certainly those that were read. */
export function isUnchanged(known: DirectoryIdentity, stat: FileStat): boolean {
  return known.mtimeMs === stat.mtimeMs && known.ctimeMs === stat.ctimeMs && known.ino === stat.ino && !known.isRacy
}
