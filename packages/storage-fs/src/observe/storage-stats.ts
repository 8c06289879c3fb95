import { checkDiskSpace } from '../maintain/check-disk-space.ts'
import type { OpenStore } from '../open-store.ts'
import type { LatencyStats } from './store-metrics.ts'

/** Figures on a store, and on what this process has done with it. */
export interface StorageStats {
  readonly storage_dir: string
  readonly total_prompts: number
  readonly total_versions: number
  readonly shard_depth: number
  readonly durability: string
  readonly disk: { readonly bytes_free: number; readonly bytes_total: number; readonly is_low: boolean }
  readonly index: { readonly prompts: number; readonly bytes: number }
  readonly cache_stats: CacheStats
  /** Reads that went to the disk. */
  readonly reads: LatencyStats
  readonly saves: LatencyStats
}

export interface CacheStats {
  readonly hits: number
  readonly misses: number
  /** 0 to 1; 0 before the first read. */
  readonly hit_rate: number
  readonly size: number
  readonly max_size: number
  readonly bytes: number
}

/** Counts a store; the whole way of `getStorageStats`. */
export async function storageStats(store: OpenStore): Promise<StorageStats> {
  const { metrics, cache, options, layout, index } = store
  let [prompts, versions] = [0, 0]
  if (await store.open()) {
    for await (const found of index.walk()) {
      prompts += 1
      versions += found.versions.split(' ').length
    }
  }
  const { hits, misses } = metrics
  const { bytesFree, bytesTotal, isLow } = checkDiskSpace(store)
  return {
    storage_dir: layout.root,
    total_prompts: prompts,
    total_versions: versions,
    shard_depth: layout.shardDepth,
    durability: store.durability,
    disk: { bytes_free: bytesFree, bytes_total: bytesTotal, is_low: isLow },
    index: { prompts: index.snapshot?.count ?? 0, bytes: index.snapshot?.byteLength ?? 0 },
    cache_stats: {
      hits,
      misses,
      hit_rate: hits + misses === 0 ? 0 : hits / (hits + misses),
      size: cache.count,
      max_size: options.useCache ? options.cacheSize : 0,
      bytes: cache.bytes,
    },
    reads: metrics.reads,
    saves: metrics.saves,
  }
}
