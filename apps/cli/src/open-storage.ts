import { existsSync } from 'node:fs'
import type { EnvConfig } from '@autoopt/config'
import { type EnumerableStorage, InMemoryStorage, type VersionStorage } from '@autoopt/storage-core'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { UsageError } from './exit-code.ts'
import { loadSettings, settingsName } from './files/load-settings.ts'

export type Store = VersionStorage & EnumerableStorage

export interface StorageOptions {
  readonly storage?: string
  readonly env?: string
}

/** A store and the folder it is in; `null` when it is in memory and gone with the process. */
export interface OpenedStorage {
  readonly store: Store
  readonly folder: string | null
}

/** Opens the store that `--storage` names, else the one of the configuration, else one in memory. */
export function openStorage({ storage }: StorageOptions, settings: EnvConfig | undefined): OpenedStorage {
  if (storage !== undefined) return onDisk(storage)
  const configured = settings?.optimizer.storage
  switch (configured?.backend) {
    case undefined:
    case 'memory':
      return { store: new InMemoryStorage(), folder: null }
    case 'filesystem':
      return onDisk(configured.config.storage_dir)
    case 'database':
      throw new UsageError(
        `${settingsName}: the database backend is not part of this version. Use backend: filesystem.`,
      )
  }
}

/**
 * Opens the store that a person must have named, as an empty one in memory would answer nothing.
 *
 * @throws {@link UsageError} when neither `--storage` nor the configuration names one.
 */
export async function openNamedStorage(options: StorageOptions): Promise<Store> {
  const { store, folder } = openStorage(options, await loadSettings(options.env))
  if (folder === null)
    throw new UsageError(`Which store? Give --storage <folder>, or name it in ${settingsName} (optimizer.storage).`)
  if (!existsSync(folder))
    throw new UsageError(`There is no store at ${folder}. Check the path; autoopt optimize --storage makes one.`)
  return store
}

function onDisk(folder: string): OpenedStorage {
  return { store: new FileSystemStorage({ storageDir: folder }), folder }
}
