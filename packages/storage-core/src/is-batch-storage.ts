import type { BatchStorage } from './batch-storage.ts'

/** Tells whether a store can save many versions at once. */
export function isBatchStorage<Storage extends object>(storage: Storage): storage is Storage & BatchStorage {
  return 'saveMany' in storage && typeof storage.saveMany === 'function'
}
