/** `f_type` of statfs on Linux: file systems whose order of metadata changes holds across a power cut. */
const journaled = new Set([0xef53, 0x58_46_53_42, 0x91_23_68_3e])
/** tmpfs and overlayfs: local too, but what is below them is unknown, or gone with the power. */
const otherLocal = new Set([0x01_02_19_94, 0x79_4c_76_30])

/** Tells whether `fast` saves are safe on a file system: local ext4, xfs and btrfs, tried under power cuts. */
export function isJournaled(type: number): boolean {
  return process.platform === 'linux' && journaled.has(type)
}

/** Tells whether a file system is known to be of this machine alone. */
export function isLocal(type: number): boolean {
  return isJournaled(type) || otherLocal.has(type)
}

/** How far the clock of a file system's times may lag behind a change, in milliseconds. */
export function racyWindowMs(type: number): number {
  return isLocal(type) ? 20 : 2000
}
