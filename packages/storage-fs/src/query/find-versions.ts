import type { PromptVersion } from '@autoopt/storage-core'
import type { OpenStore } from '../open-store.ts'

/** Names a version; without a number, the latest of the prompt. */
export interface VersionName {
  readonly promptId: string
  readonly version?: string | undefined
}

/** Whether there is such a version; the whole way of `has`. */
export async function has(store: OpenStore, { promptId, version }: VersionName): Promise<boolean> {
  if (!(await store.open())) return false
  const versions = await store.reader.versions(promptId)
  return version === undefined ? versions.length > 0 : versions.includes(version)
}

/** How many versions a prompt, or the whole store, has; the whole way of `count`. */
export async function count(store: OpenStore, promptId?: string): Promise<number> {
  if (!(await store.open())) return 0
  if (promptId !== undefined) return (await store.reader.versions(promptId)).length
  let total = 0
  for await (const { versions } of store.index.walk()) total += versions.split(' ').length
  return total
}

/** The versions of these names, in their order, `undefined` for what there is not; the whole way of `getMany`. */
export async function getMany(store: OpenStore, names: readonly VersionName[]): Promise<(PromptVersion | undefined)[]> {
  if (!(await store.open())) return names.map(() => undefined)
  const found: (PromptVersion | undefined)[] = []
  for (const { promptId, version } of names) {
    const { reader } = store
    if (version === undefined) found.push(await reader.latest(promptId))
    else found.push(await reader.get(promptId, version))
  }
  return found
}
