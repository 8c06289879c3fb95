import type { LabelRevision } from './label-revision.ts'

/** The version to which a label rolls back: the last in its history that is not the one it points at now. */
export function versionBefore(history: readonly LabelRevision[]): string | undefined {
  const current = history.at(-1)?.version
  return history.findLast(({ version }) => version !== null && version !== current)?.version ?? undefined
}
