import { Buffer } from 'node:buffer'
import { join } from 'node:path'
import type { CrashDisk } from './crash-disk.ts'
import type { Inode } from './inode.ts'

/** Lists what is on a disk: of each path whether it is a directory, and if not which file it is and what it holds. */
export function describeDisk(disk: CrashDisk, isOfInterest: (path: string) => boolean = () => true): string[] {
  const files = new Map<Inode, number>()
  const lines: string[] = []
  const describe = (directory: Inode, path: string): void => {
    for (const [name, node] of [...directory.entries].toSorted(([left], [right]) => (left < right ? -1 : 1))) {
      const at = join(path, name)
      if (!isOfInterest(at)) continue
      if (node.kind === 'directory') {
        lines.push(`${at}/`)
        describe(node, at)
        continue
      }
      files.set(node, files.get(node) ?? files.size)
      const twin = node.names > 1 ? `#${files.get(node)} ` : ''
      lines.push(`${at} ${twin}${JSON.stringify(Buffer.from(node.data).toString())}`)
    }
  }
  describe(disk.root, '/')
  return lines
}
