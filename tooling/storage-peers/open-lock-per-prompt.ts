import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { lock } from 'proper-lockfile'
import type { PeerStore } from './peer-store.ts'
import { replaceFile } from './replace-file.ts'

/** The usual way to guard files: proper-lockfile on the directory of the prompt, then look, then write and rename. */
export function openLockPerPrompt(path: string): PeerStore {
  const made = new Set<string>()
  return {
    name: 'proper-lockfile per prompt',
    isDurable: true,
    save: async ({ promptId, version, body }) => {
      const directory = join(path, promptId)
      if (!made.has(directory)) mkdirSync(directory, { recursive: true })
      made.add(directory)
      const release = await lock(directory, { realpath: false, retries: patience })
      try {
        const file = join(directory, `${version.join('.')}.json`)
        if (existsSync(file)) return false
        replaceFile(file, body)
        return true
      } finally {
        await release()
      }
    },
    close: () => undefined,
  }
}

/** Short waits, since the lock is held for a millisecond. */
const patience = { retries: 10_000, factor: 1.2, minTimeout: 1, maxTimeout: 10, randomize: true }
