import { setImmediate as untilNextTurn } from 'node:timers/promises'
import { statFile } from '../files/stat-file.ts'
import type { OpenStore } from '../open-store.ts'

export interface WarmOptions {
  /** How many prompts to read: those that changed last. Default: as many as the cache holds. */
  readonly topN?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: { readonly prompts: number; readonly totalPrompts: number }) => void
}

/**
 * Reads the latest versions of the prompts that changed last into memory; the whole way of `warm`.
 * @returns how many were read.
 */
export async function warmCache(store: OpenStore, { topN, signal, onProgress }: WarmOptions = {}): Promise<number> {
  if (!(await store.open())) return 0
  const found: { promptId: string; changedAt: number }[] = []
  for await (const { promptId, directory } of store.index.walk()) {
    found.push({ promptId, changedAt: statFile(store.files, directory.path)?.mtimeMs ?? 0 })
  }
  const chosen = found
    .toSorted((left, right) => right.changedAt - left.changedAt)
    .slice(0, Math.min(topN ?? store.options.cacheSize, store.options.cacheSize))
  for (const [index, { promptId }] of chosen.entries()) {
    signal?.throwIfAborted()
    if (index % 64 === 63) await untilNextTurn()
    await store.reader.latest(promptId)
    onProgress?.({ prompts: index + 1, totalPrompts: chosen.length })
  }
  return chosen.length
}
