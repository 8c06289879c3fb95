import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { EnvConfig, FilesystemStorageConfig } from '@autoopt/config'
import { type EnumerableStorage, InMemoryStorage, type VersionStorage } from '@autoopt/storage-core'
import { FileSystemStorage, type FileSystemStorageOptions } from '@autoopt/storage-fs'
import { UsageError } from './exit-code.ts'
import { loadSettings, settingsName } from './files/load-settings.ts'
import { tell } from './terminal/print.ts'

export type Store = VersionStorage & EnumerableStorage

export interface StorageOptions {
  readonly storage?: string
  readonly env?: string
}

/** A store and the folder it is in; `null` when it is in memory and gone with the process. */
export interface OpenedStorage extends AsyncDisposable {
  readonly store: Store
  readonly folder: string | null
}

/** Opens the store that `--storage` names, else the one of the configuration, else one in memory. */
export function openStorage(options: StorageOptions, settings: EnvConfig | undefined): OpenedStorage {
  const place = findStore(options, settings)
  if (place === undefined) {
    return { store: new InMemoryStorage(), folder: null, [Symbol.asyncDispose]: async () => {} }
  }
  const store = new FileSystemStorage(place)
  return { store, folder: place.storageDir, [Symbol.asyncDispose]: async () => store.close() }
}

/**
 * Opens the store that a person must have named, as an empty one in memory would answer nothing.
 *
 * @param mayBeNew whether it is fine that there is no such folder yet.
 * @throws {@link UsageError} when neither `--storage` nor the configuration names one.
 */
export async function openNamedStorage(
  options: StorageOptions,
  { mayBeNew = false }: { readonly mayBeNew?: boolean } = {},
): Promise<FileSystemStorage> {
  const place = findStore(options, await loadSettings(options.env))
  if (place === undefined)
    throw new UsageError(`Which store? Give --storage <folder>, or name it in ${settingsName} (optimizer.storage).`)
  return openFolder(place, mayBeNew)
}

/**
 * Opens the store of a folder with what the configuration says of any store.
 *
 * @throws {@link UsageError} when there is no such folder, unless it may be new.
 */
export function openFolder(place: FileSystemStorageOptions, mayBeNew: boolean): FileSystemStorage {
  const { storageDir } = place
  if (!mayBeNew && !existsSync(storageDir))
    throw new UsageError(`There is no store at ${storageDir}. Check the path; autoopt optimize --storage makes one.`)
  return new FileSystemStorage(place)
}

/** How to open the store that is meant; undefined for one in memory. */
export function findStore(
  { storage }: StorageOptions,
  settings: EnvConfig | undefined,
): FileSystemStorageOptions | undefined {
  const configured = settings?.optimizer.storage
  if (storage !== undefined && configured?.backend !== 'filesystem') return { storageDir: storage, onWarning }
  switch (configured?.backend) {
    case undefined:
    case 'memory':
      return undefined
    case 'filesystem':
      return toOptions(configured.config, storage)
    case 'database':
      throw new UsageError(
        `${settingsName}: the database backend is not part of this version. Use backend: filesystem.`,
      )
  }
}

/** The configuration of a store holds for another one too, but for its shards: these are as the other has them. */
function toOptions(config: FilesystemStorageConfig, storage = config.storage_dir): FileSystemStorageOptions {
  const { enable_sharding, shard_depth, durability } = config
  const isSame = resolve(storage) === resolve(config.storage_dir)
  return {
    storageDir: storage,
    useIndex: config.use_index,
    useCache: config.use_cache,
    cacheSize: config.cache_size,
    ...(isSame && enable_sharding !== undefined ? { enableSharding: enable_sharding, shardDepth: shard_depth } : {}),
    ...(durability === undefined ? {} : { durability }),
    minFreeBytes: config.min_free_mb * 1_000_000,
    onWarning,
  }
}

function onWarning(warning: string): void {
  tell(`warning: ${warning}`)
}
