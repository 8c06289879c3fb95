import { isDeepStrictEqual } from 'node:util'
import type { LabelRevision } from '@autoopt/storage-core'

/** A change of a store. */
export type VersionEvent =
  | { readonly type: 'saved' | 'deleted'; readonly promptId: string; readonly version: string }
  | {
      readonly type: 'labelled'
      readonly promptId: string
      readonly label: string
      /** `null` when the label points at nothing any more. */
      readonly version: string | null
    }

/** What a prompt looked like. */
export interface PromptState {
  readonly promptId: string
  /** Ascending. */
  readonly versions: readonly string[]
  /** The history of each label; where only the end of it is known, the last revision. */
  readonly labels: ReadonlyMap<string, readonly LabelRevision[]>
}

/**
 * The changes that lead from one state to the other. Who follows labels is told of a version before a label comes to it,
 * and that it is gone after the label has left.
 */
export function* eventsBetween(before: PromptState, after: PromptState): Generator<VersionEvent> {
  const { promptId } = after
  if (before.versions !== after.versions) {
    const known = new Set(before.versions)
    for (const version of after.versions) if (!known.has(version)) yield { type: 'saved', promptId, version }
  }
  for (const label of new Set([...before.labels.keys(), ...after.labels.keys()])) {
    for (const version of movesBetween(before.labels.get(label) ?? [], after.labels.get(label) ?? [])) {
      yield { type: 'labelled', promptId, label, version }
    }
  }
  if (before.versions !== after.versions) {
    const left = new Set(after.versions)
    for (const version of before.versions) if (!left.has(version)) yield { type: 'deleted', promptId, version }
  }
}

function movesBetween(before: readonly LabelRevision[], after: readonly LabelRevision[]): (string | null)[] {
  const last = before.at(-1)
  if (last === undefined) return after.map(({ version }) => version)
  const same = after.find(({ revision }) => revision === last.revision)
  if (same && isDeepStrictEqual(same, last)) {
    return after.flatMap(({ revision, version }) => (revision > last.revision ? [version] : []))
  }
  // The store was cleared between: another history.
  return [...(last.version === null ? [] : [null]), ...after.map(({ version }) => version)]
}
