import { onTestFinished } from 'vitest'
import type { VersionStorage } from '../version-storage.ts'

/** An empty store for one test. */
export interface StorageFixture<Storage extends VersionStorage = VersionStorage> {
  readonly storage: Storage
  /** Opens the same store once more, as another process would. Left out by stores that do not outlive their object. */
  readonly reopen?: () => Promise<Storage>
  /**
   * Whether the number of a deleted version stays taken: saving it anew is then a conflict with `deleted: true` in its
   * context. Default: false, it is free again.
   */
  readonly keepsDeletedNumbers?: boolean
  /** Removes what the test left behind. */
  readonly cleanup?: () => Promise<void>
}

/** Makes a new, empty store; called once in each test. */
export type OpenFixture<Storage extends VersionStorage = VersionStorage> = () =>
  | StorageFixture<Storage>
  | Promise<StorageFixture<Storage>>

/** Opens a fixture inside a test and cleans it up when that test ends. */
export async function openFixture<Storage extends VersionStorage>(
  open: OpenFixture<Storage>,
): Promise<StorageFixture<Storage>> {
  const fixture = await open()
  const { cleanup } = fixture
  if (cleanup !== undefined) onTestFinished(cleanup)
  return fixture
}
