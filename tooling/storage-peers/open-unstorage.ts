import { createStorage } from 'unstorage'
import fsDriver from 'unstorage/drivers/fs'
import type { PeerStore } from './peer-store.ts'

/** unstorage on its `fs` driver, which writes the file where it belongs and never flushes. */
export function openUnstorage(path: string): PeerStore {
  const storage = createStorage({ driver: fsDriver({ base: path }) })
  return {
    name: 'unstorage, fs (not durable)',
    isDurable: false,
    save: async ({ promptId, version, body }) => {
      const key = `${promptId}:${version.join('.')}.json`
      if (await storage.hasItem(key)) return false
      await storage.setItem(key, body)
      return true
    },
    close: async () => storage.dispose(),
  }
}
