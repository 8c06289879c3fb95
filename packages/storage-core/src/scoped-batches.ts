import type { BatchStorage } from './batch-storage.ts'
import { parseBatch } from './parse-batch.ts'
import type { Scope } from './scope.ts'

/** The ability of a scope to save many versions at once. */
export function scopedBatches(storage: BatchStorage, scope: Scope): BatchStorage {
  return {
    async saveMany(records): Promise<void> {
      const scoped = parseBatch(records).map((record) => scope.add(record))
      await scope.naming(async () => storage.saveMany(scoped))
    },
  }
}
