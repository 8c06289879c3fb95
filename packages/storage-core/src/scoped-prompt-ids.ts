import type { Scope } from './scope.ts'
import type { EnumerableStorage } from './version-storage.ts'

/** The ability of a scope to name its prompts. */
export function scopedPromptIds(storage: EnumerableStorage, { prefix }: Scope): EnumerableStorage {
  return {
    async *promptIds(): AsyncGenerator<string> {
      for await (const id of storage.promptIds()) if (id.startsWith(prefix)) yield id.slice(prefix.length)
    },
  }
}
