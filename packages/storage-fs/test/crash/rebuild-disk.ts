import { CrashDisk } from './crash-disk.ts'
import { Inode } from './inode.ts'
import type { NameChange, PowerCut } from './power-cut.ts'
import type { SurvivingNames } from './surviving-names.ts'

/** What a machine needs to start again after a power cut. */
const bootMs = 1000

/** Makes the disk that is found after a power cut, with all that survived on it flushed. */
export function rebootedDisk(
  cut: PowerCut,
  names: SurvivingNames,
  dataOf: (file: Inode) => Uint8Array | undefined,
): CrashDisk {
  const copies = new Copies(cut, (copy, original) => {
    copy.data = dataOf(original) ?? original.data
    copy.flushedData = copy.data
  })
  const grow = (original: Inode): Inode => {
    const { names: children, stamp } = names(original)
    const directory = copies.of(original, stamp)
    for (const [name, child] of children) {
      const copy = child.kind === 'directory' ? grow(child) : copies.of(child)
      copy.names += 1
      directory.entries.set(name, copy)
    }
    return directory
  }
  return new CrashDisk(cut.options, { root: grow(cut.root), now: cut.now + bootMs })
}

/** Makes the disk as it is when the process that wrote to it was killed, flushed or not as before. */
export function diskAfterKill(cut: PowerCut): CrashDisk {
  const copies = new Copies(cut, (copy, original) => {
    const state = cut.files.get(original)
    copy.data = state?.data ?? original.data
    copy.flushedData = state?.flushedData ?? original.flushedData
    copy.writes = copy.data === copy.flushedData ? 0 : 1
    copy.flushedNames = cut.flushedNames.get(original) ?? 0
  })
  const grow = (original: Inode): Inode => {
    const directory = copies.of(original)
    for (const [name, child] of cut.initial.get(original) ?? []) {
      const copy = child.kind === 'directory' ? grow(child) : copies.of(child)
      copy.names += 1
      directory.entries.set(name, copy)
    }
    return directory
  }
  const copyOf = (node: Inode | undefined) => node && copies.of(node)
  const copyChange = ({ directory, name, before, after }: NameChange): NameChange => ({
    directory: copies.of(directory),
    name,
    before: copyOf(before),
    after: copyOf(after),
  })
  return new CrashDisk(cut.options, {
    root: grow(cut.root),
    operations: cut.operations.map(({ changes, stamp }) => ({ changes: changes.map(copyChange), stamp })),
    committed: cut.committed,
    now: cut.now,
  })
}

/** The files of a new disk, each made from one of the old; no two have the same number. */
class Copies {
  readonly #cut: PowerCut
  readonly #fill: (copy: Inode, original: Inode) => void
  readonly #copies = new Map<Inode, Inode>()
  readonly #numbers = new Set<number>()

  constructor(cut: PowerCut, fill: (copy: Inode, original: Inode) => void) {
    this.#cut = cut
    this.#fill = fill
  }

  of(original: Inode, stamp?: number): Inode {
    const found = this.#copies.get(original)
    if (found) return found
    const state = this.#cut.files.get(original)
    const copy = new Inode(original.kind, { ino: this.#number(original.ino), now: stamp ?? original.bornMs })
    this.#fill(copy, original)
    if (original.kind !== 'directory' && state) {
      copy.mtimeMs = state.mtimeMs
      copy.ctimeMs = state.ctimeMs
    }
    this.#copies.set(original, copy)
    return copy
  }

  #number(wanted: number): number {
    let ino = wanted
    while (this.#numbers.has(ino)) ino += 1
    this.#numbers.add(ino)
    return ino
  }
}
