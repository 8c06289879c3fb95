import type { EnumerableStorage } from './version-storage.ts'

/** Tells whether a store can name its prompts. */
export function isEnumerable<Storage extends object>(storage: Storage): storage is Storage & EnumerableStorage {
  return 'promptIds' in storage && typeof storage.promptIds === 'function'
}
