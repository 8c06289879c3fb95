import type { PromptVersion } from '@autoopt/storage-core'
import { LRUCache } from 'lru-cache'
import type { FileStat } from '../files/file-port.ts'

/** A version in memory, and the file that it was read from. */
export interface CachedRecord {
  readonly record: PromptVersion
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
  /** Whether this process saved it, and so knows that it is durable. */
  readonly isOwn: boolean
  /** The listing of the prompt's directory in which the file was last seen to be this one. */
  seenIn: number
}

/** The cached versions of one prompt, by number. */
export type CachedRecords = Map<string, CachedRecord>

/** A version to be kept, and the file that it is in. */
export interface NewCachedRecord extends Pick<CachedRecord, 'record' | 'seenIn'> {
  readonly stat: FileStat
  readonly isOwn?: boolean
}

/** What a cache may hold: records, and bytes of their files. */
export interface RecordCacheLimits {
  readonly maxRecords: number
  readonly maxBytes: number
}

/** Keeps the records that were used last, within limits on their number and on the bytes of their files. */
export class RecordCache {
  readonly #lru: LRUCache<CachedRecord, CachedRecords> | undefined
  readonly #maxBytes: number
  readonly #maxRecords: number

  /** @param limits undefined for a cache that keeps nothing. */
  constructor(limits: RecordCacheLimits | undefined) {
    this.#maxBytes = limits?.maxBytes ?? 0
    this.#maxRecords = limits?.maxRecords ?? 0
    if (limits === undefined) return
    // With `max` it would take the memory of all records at once, which every opening of a store had to wait for.
    this.#lru = new LRUCache({
      maxSize: limits.maxBytes,
      dispose: (owner, cached) => {
        const { version } = cached.record
        if (owner.get(version) === cached) owner.delete(version)
      },
    })
  }

  get count(): number {
    return this.#lru?.size ?? 0
  }

  get bytes(): number {
    return this.#lru?.calculatedSize ?? 0
  }

  /** Marks a record as just used. */
  touch(cached: CachedRecord): void {
    this.#lru?.get(cached)
  }

  add(owner: CachedRecords, { record, stat, seenIn, isOwn = false }: NewCachedRecord): void {
    if (this.#lru === undefined || stat.size > this.#maxBytes) return
    const { ino, size, mtimeMs } = stat
    const cached: CachedRecord = { record, ino, size, mtimeMs, isOwn, seenIn }
    const replaced = owner.get(record.version)
    owner.set(record.version, cached)
    if (replaced) this.#lru.delete(replaced)
    if (this.#lru.size >= this.#maxRecords) this.#lru.pop()
    this.#lru.set(cached, owner, { size: Math.max(1, size) })
  }

  drop(owner: CachedRecords, version: string): void {
    const cached = owner.get(version)
    if (cached) this.#lru?.delete(cached)
  }

  clear(): void {
    this.#lru?.clear()
  }
}
