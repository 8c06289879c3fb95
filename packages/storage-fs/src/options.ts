import type { FilePort } from './files/file-port.ts'
import type { Host } from './layout/host.ts'
import type { Durability } from './save/commit-queue.ts'

/** How to open a store. Only `storageDir` is needed. */
export interface FileSystemStorageOptions {
  /** Where the store lies. Made at the first save, with what is missing above it. */
  readonly storageDir: string
  /** Whether to keep `.index.json`, a snapshot that makes naming all prompts fast. Default: true. */
  readonly useIndex?: boolean
  /** Whether to keep versions in memory. Default: true. */
  readonly useCache?: boolean
  /** How many versions to keep in memory. Default: 10,000. */
  readonly cacheSize?: number
  /** How many bytes of version files to keep in memory. Default: 64 MiB. */
  readonly cacheBytes?: number
  /** Whether prompts are spread over shards. Default: as the store is; a new one has none. */
  readonly enableSharding?: boolean
  /** Hex digits that name a shard, 1 to 4. Default: as the store is; 2 for a new one. */
  readonly shardDepth?: number
  /**
   * `strict`: a save is on disk before anybody sees it. `fast`: it is on disk before it is acknowledged, at half the
   * flushes; for local file systems. `none`: nothing is flushed; for tests. Default: `fast` on a local ext4, xfs or
   * btrfs, else `strict`.
   */
  readonly durability?: Durability
  /** For how many milliseconds a prompt that was looked at is believed not to have changed. Default: 0. */
  readonly maxStaleMs?: number
  /** Whether this is the only process that uses the store, so that nothing is ever looked at twice. Default: false. */
  readonly exclusive?: boolean
  /** Whether to refuse everything that writes, recovery included. Default: false. */
  readonly readOnly?: boolean
  /** Whether the number of a deleted version may be used again. Default: false. */
  readonly reuseDeleted?: boolean
  /** Bytes that must stay free on the disk; a save that would take them fails. Default: 100,000,000. */
  readonly minFreeBytes?: number
  /** Whether to log who did what in `.audit`. Default: false. */
  readonly auditLog?: boolean
  /** Whether to open a store that others than its owner may write to. Default: false. */
  readonly allowUnsafePermissions?: boolean
  /** Labels that move only with `force`. Default: none. */
  readonly protectedLabels?: readonly string[]
  /** Told what is worth knowing but no reason to fail, e.g. that the disk is nearly full. Default: nobody. */
  readonly onWarning?: (warning: string) => void
  /** The files under the store, for tests. Default: those of this machine. */
  readonly files?: FilePort
  /** Milliseconds since 1970, for tests. Default: `Date.now`. */
  readonly now?: () => number
  /** The process that the store is opened by, for tests. Default: this one. */
  readonly host?: Host
}

/** {@link FileSystemStorageOptions} with every default but those that the store on disk decides. */
export type StoreOptions = Required<
  Omit<FileSystemStorageOptions, 'enableSharding' | 'shardDepth' | 'durability' | 'files' | 'host' | 'storageDir'>
> &
  Pick<FileSystemStorageOptions, 'enableSharding' | 'shardDepth' | 'durability'>

/** Fills in the defaults. */
export function resolveOptions(options: FileSystemStorageOptions): StoreOptions {
  return {
    useIndex: true,
    useCache: true,
    cacheSize: 10_000,
    cacheBytes: 64 * 1024 * 1024,
    maxStaleMs: 0,
    exclusive: false,
    readOnly: false,
    reuseDeleted: false,
    minFreeBytes: 100_000_000,
    auditLog: false,
    allowUnsafePermissions: false,
    protectedLabels: [],
    onWarning: () => {},
    now: Date.now,
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
  }
}
