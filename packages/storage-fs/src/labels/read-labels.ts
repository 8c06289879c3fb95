import { isLabel, latestLabel, type LabelRevision, type PromptVersion } from '@autoopt/storage-core'
import type { OpenStore } from '../open-store.ts'
import type { LabelAddress } from './label-options.ts'

/** The number of the version that a label points at; the whole way of `getLabel`. */
export async function getLabel(store: OpenStore, { promptId, label }: LabelAddress): Promise<string | undefined> {
  if (!(await store.open())) return undefined
  if (label === latestLabel) return (await store.reader.versions(promptId)).at(-1)
  if (!isLabel(label)) return undefined
  return (await store.labels.current(store.layout.promptDirectory(promptId), label))?.version ?? undefined
}

/** The version that a label points at; the whole way of `getByLabel`. */
export async function getByLabel(store: OpenStore, address: LabelAddress): Promise<PromptVersion | undefined> {
  const { promptId, label } = address
  if (label === latestLabel) return (await store.open()) ? store.reader.latest(promptId) : undefined
  const version = await getLabel(store, address)
  return version === undefined ? undefined : store.reader.get(promptId, version)
}

/** Where each label of a prompt points; the whole way of `labelsOf`. */
export async function labelsOf(store: OpenStore, promptId: string): Promise<Record<string, string>> {
  if (!(await store.open())) return {}
  return Object.fromEntries(await store.labels.targets(store.layout.promptDirectory(promptId)))
}

/** Every revision of a label; the whole way of `labelHistory`. */
export async function labelHistory(store: OpenStore, { promptId, label }: LabelAddress): Promise<LabelRevision[]> {
  if (!isLabel(label) || !(await store.open())) return []
  return store.labels.history(store.layout.promptDirectory(promptId), label)
}
