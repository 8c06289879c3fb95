import { type PromptVersion, VersionConflictError } from '@autoopt/storage-core'
import { basename } from 'node:path'
import { inc } from 'semver'
import type { OpenStore } from '../open-store.ts'
import { saveVersion, type SaveOptions } from './save-version.ts'

/** A version that has no number yet. Without a `parent_version` its parent is the latest. */
export type VersionDraft = Omit<PromptVersion, 'prompt_id' | 'version' | 'parent_version'> &
  Partial<Pick<PromptVersion, 'parent_version'>>

export interface SaveNextOptions extends SaveOptions {
  /** Which part of the latest number goes up. The first version is 1.0.0 whatever this says. */
  readonly bump: 'major' | 'minor' | 'patch'
}

/**
 * Saves a version under the next number that is free; the whole way of `saveNext`. Those who do so at the same time in one
 * process take different numbers at once; with other processes the link decides, and who loses looks again.
 */
export async function saveNext(
  store: OpenStore,
  promptId: string,
  draft: VersionDraft,
  { bump, ...options }: SaveNextOptions,
): Promise<PromptVersion> {
  await store.openForWriting()
  const reserved = store.reservedNumbers(promptId)
  let taken: string | undefined
  for (;;) {
    const latest = (await store.reader.versions(promptId)).at(-1) ?? null
    const version = nextFree(store, { promptId, latest, taken, reserved, bump })
    const record = { ...draft, prompt_id: promptId, version, parent_version: draft.parent_version ?? latest }
    reserved.add(version)
    try {
      return await saveVersion(store, record as PromptVersion, options)
    } catch (error) {
      if (!(error instanceof VersionConflictError)) throw error
      // Somebody was faster: the number counts as taken even while its version cannot be seen yet.
      taken = version
    } finally {
      reserved.delete(version)
    }
  }
}

interface Numbering {
  readonly promptId: string
  readonly latest: string | null
  readonly taken: string | undefined
  /** Numbers that others in this process are saving under. */
  readonly reserved: ReadonlySet<string>
  readonly bump: SaveNextOptions['bump']
}

function nextFree(store: OpenStore, { promptId, latest, taken, reserved, bump }: Numbering): string {
  const directoryName = basename(store.layout.promptDirectory(promptId))
  const isTaken = (version: string): boolean =>
    version === taken ||
    reserved.has(version) ||
    (!store.options.reuseDeleted && store.tombstones.has(directoryName, version))
  let version = latest === null ? '1.0.0' : increase(latest, bump)
  while (isTaken(version)) version = increase(version, bump)
  return version
}

/** Never to the release of a prerelease: `inc` makes 1.0.0 of 1.0.0-rc.1, which is a number of its own. */
function increase(version: string, bump: SaveNextOptions['bump']): string {
  const next = inc(version, bump)
  if (next === null) throw new Error(`${version} is no version number`)
  return next
}
