import { isDeepStrictEqual } from 'node:util'
import { MigrationConflictError, MigrationVerificationError } from './errors.ts'
import { isLabelStorage } from './is-label-storage.ts'
import { LabelHistoryConflictError } from './label-errors.ts'
import type { LabelStorage } from './label-storage.ts'

/** The two ends of a migration, when both have labels. */
export interface LabelStorages {
  readonly from: LabelStorage
  readonly to: LabelStorage
}

/** @returns nothing when one of the two stores has no labels. */
export function labelStorages(from: object, to: object): LabelStorages | undefined {
  return isLabelStorage(from) && isLabelStorage(to) ? { from, to } : undefined
}

/**
 * Copies each label of a prompt with its history.
 * @returns how many labels there are.
 * @throws {@link MigrationConflictError} when the target has other revisions of one of them.
 */
export async function copyLabels(promptId: string, { from, to }: LabelStorages): Promise<number> {
  const labels = Object.keys(await from.labelsOf(promptId))
  for (const label of labels) {
    try {
      await to.importLabelHistory(promptId, label, await from.labelHistory(promptId, label))
    } catch (error) {
      if (!(error instanceof LabelHistoryConflictError)) throw error
      throw new MigrationConflictError({ promptId, label }, { cause: error })
    }
  }
  return labels.length
}

/**
 * Proves that the target has each label of a prompt with its history, or a continuation of it.
 * @returns how many labels there are.
 * @throws {@link MigrationVerificationError} when it has not.
 */
export async function verifyLabels(promptId: string, { from, to }: LabelStorages): Promise<number> {
  const labels = Object.keys(await from.labelsOf(promptId))
  for (const label of labels) {
    const expected = await from.labelHistory(promptId, label)
    const present = await to.labelHistory(promptId, label)
    if (isDeepStrictEqual(present.slice(0, expected.length), expected)) continue
    throw new MigrationVerificationError(
      `the target lacks revisions of label ${JSON.stringify(label)} of ${JSON.stringify(promptId)}`,
      { promptId, label },
    )
  }
  return labels.length
}
