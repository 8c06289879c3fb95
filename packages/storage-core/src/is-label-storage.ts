import type { LabelStorage } from './label-storage.ts'

/** Tells whether a store has labels. */
export function isLabelStorage<Storage extends object>(storage: Storage): storage is Storage & LabelStorage {
  return 'setLabel' in storage && typeof storage.setLabel === 'function'
}
