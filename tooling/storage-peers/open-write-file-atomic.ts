import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { PeerStore } from './peer-store.ts'

/** write-file-atomic: flushes the file and renames it into place, without flushing the directory that names it. */
export function openWriteFileAtomic(path: string): PeerStore {
  return {
    name: 'write-file-atomic (directory not flushed)',
    isDurable: false,
    save: async ({ promptId, version, body }) => {
      const directory = join(path, promptId)
      const file = join(directory, `${version.join('.')}.json`)
      if (existsSync(file)) return false
      mkdirSync(directory, { recursive: true })
      await writeFileAtomic(file, body)
      return true
    },
    close: () => undefined,
  }
}
