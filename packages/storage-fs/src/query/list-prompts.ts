import { promptKey } from '@autoopt/storage-core'
import type { OpenStore } from '../open-store.ts'

export interface ListPromptsOptions {
  /** Leaves out ids that do not begin so. */
  readonly prefix?: string | undefined
  /** How many ids to give at most. Default: all. */
  readonly limit?: number | undefined
  /** The last id of the page before. */
  readonly after?: string | undefined
}

/** The ids of the prompts that have versions, in the order of their UTF-16 code units; the whole way of `listPrompts`. */
export async function listPrompts(
  store: OpenStore,
  { prefix = '', limit = Number.POSITIVE_INFINITY, after }: ListPromptsOptions = {},
): Promise<string[]> {
  if (!(await store.open())) return []
  const start = promptKey(prefix)
  const last = after === undefined ? undefined : promptKey(after)
  const ids: string[] = []
  for await (const { promptId } of store.index.walk()) {
    if (promptId.startsWith(start) && (last === undefined || promptId > last)) ids.push(promptId)
  }
  return ids.toSorted(byCodeUnits).slice(0, Math.max(0, limit))
}

function byCodeUnits(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}
