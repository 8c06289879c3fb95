import { open } from 'lmdb'
import type { OrderedPeerStore, PeerEntry, PeerKey } from './peer-store.ts'

type Key = [promptId: string, major: number, minor: number, patch: number]

export interface LmdbOptions {
  /**
   * Whether other processes write at the same time. Then a transaction waits for the flush of the one before: with lmdb's
   * default, `overlappingSync`, eight writing processes got `MDB_PROBLEM` and waited forever (lmdb 3.5.6).
   */
  readonly isShared?: boolean
}

/** lmdb, where a save is done when it is flushed; saves that wait together share a transaction. */
export function openLmdb(path: string, { isShared = false }: LmdbOptions = {}): OrderedPeerStore {
  const database = open<string, Key>({ path, encoding: 'string', ...(isShared && { overlappingSync: false }) })
  const read = (key: Key) => JSON.parse(database.get(key) ?? 'null') as unknown

  return {
    name: 'lmdb, put and flushed',
    isDurable: true,
    save: async (entry) => {
      const isNew = await database.ifNoExists(keyOf(entry), () => {
        void database.put(keyOf(entry), entry.body)
      })
      await database.flushed
      return isNew
    },
    saveMany: async (entries) => {
      await database.transaction(() => {
        for (const entry of entries) void database.put(keyOf(entry), entry.body)
      })
      await database.flushed
    },
    read: (key) => read(keyOf(key)),
    latest: (promptId) => {
      const [key] = database.getKeys({ start: above(promptId), end: below(promptId), reverse: true, limit: 1 })
      return key === undefined ? undefined : read(key)
    },
    list: (promptId) => {
      const keys = database.getKeys({ start: below(promptId), end: above(promptId) })
      return Array.from(keys, ([, major, minor, patch]) => `${major}.${minor}.${patch}`)
    },
    close: async () => database.close(),
  }
}

function keyOf({ promptId, version }: PeerKey | PeerEntry): Key {
  return [promptId, ...version]
}

function below(promptId: string): Key {
  return [promptId, -1, 0, 0]
}

function above(promptId: string): Key {
  return [promptId, Infinity, 0, 0]
}
