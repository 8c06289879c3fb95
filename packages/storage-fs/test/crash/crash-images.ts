import type { CrashDisk } from './crash-disk.ts'
import type { Inode } from './inode.ts'
import type { PowerCut } from './power-cut.ts'
import { rebootedDisk } from './rebuild-disk.ts'
import type { Random } from './seeded-random.ts'
import { survivingData } from './surviving-data.ts'
import { journaledNames, posixNames } from './surviving-names.ts'

/**
 * What a disk promises. `posix`: only what was flushed survives for certain, names and data apart. `journaled`: so do,
 * of the operations on names, all before one that survives; what the last flush of a file or directory followed does.
 */
export type DiskModel = 'posix' | 'journaled'

export interface CrashImageOptions {
  readonly model: DiskModel
  /** How many images to make at most; when there are more, some are picked at random. */
  readonly limit: number
  readonly random: Random
}

/** Makes the disks that may be found after a power cut, the one with least and the one with most on it first. */
export function* crashImages(cut: PowerCut, { model, limit, random }: CrashImageOptions): Generator<CrashDisk> {
  const names = model === 'posix' ? posixNames(cut) : journaledNames(cut)
  const dirty = [...cut.files].filter(([, { data, flushedData }]) => data !== flushedData)
  const contents = dirty.map(([, state]) => survivingData(state))
  const sizes = [...names.sizes, ...contents.map(({ length }) => length)]
  for (const chosen of choices(sizes, limit, random)) {
    const dataChosen = chosen.slice(names.sizes.length)
    const data = new Map<Inode, Uint8Array | undefined>(
      dirty.map(([file], index) => [file, contents[index]?.[dataChosen[index] ?? 0]]),
    )
    yield rebootedDisk(cut, names.survivors(chosen), (file) => data.get(file) ?? cut.files.get(file)?.data)
  }
}

/** All lists of numbers below the sizes, or as many of them as wanted. */
function* choices(sizes: readonly number[], limit: number, random: Random): Generator<number[]> {
  const least = sizes.map(() => 0)
  const most = sizes.map((size) => size - 1)
  const total = sizes.reduce((product, size) => product * size, 1)
  yield least
  if (total === 1) return
  yield most
  if (total <= limit) {
    for (let rank = 1; rank < total - 1; rank += 1) yield digits(rank, sizes)
    return
  }
  for (let count = 2; count < limit; count += 1) {
    // Most faults need only one thing to be missing, or only one to be there.
    const start = [least, most, undefined][count % 3]
    yield start ? changed(start, sizes, random) : sizes.map((size) => random.below(size))
  }
}

/** The number of that rank, written in digits of these sizes. */
function digits(rank: number, sizes: readonly number[]): number[] {
  let rest = rank
  return sizes.map((size) => {
    const digit = rest % size
    rest = Math.floor(rest / size)
    return digit
  })
}

function changed(start: readonly number[], sizes: readonly number[], random: Random): number[] {
  const open = sizes.flatMap((size, index) => (size > 1 ? [index] : []))
  const places = new Set(Array.from({ length: 1 + random.below(3) }, () => open[random.below(open.length)]))
  return start.map((value, index) => (places.has(index) ? random.below(sizes[index] ?? 1) : value))
}
