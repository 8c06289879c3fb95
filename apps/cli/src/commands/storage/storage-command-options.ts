import type { StorageOptions } from '../../open-storage.ts'

/** What every command on a store takes. */
export interface StorageCommandOptions extends StorageOptions {
  readonly json?: boolean
}
