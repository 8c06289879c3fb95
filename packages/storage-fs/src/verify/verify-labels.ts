import { join } from 'node:path'
import { StorageError } from '@autoopt/storage-core'
import { listDirectory } from '../files/directories.ts'
import { labelOfDirectory } from '../labels/label-directory.ts'
import { labelsPath } from '../layout/store-layout.ts'
import type { OpenStore } from '../open-store.ts'
import { deleteLabel } from '../labels/move-label.ts'
import type { Problem } from './problem.ts'

export interface LabelledPrompt {
  readonly promptId: string
  /** The prompt's directory. */
  readonly path: string
  readonly versions: ReadonlySet<string>
}

/** Checks that each label of a prompt can be read and points at a version; takes away one that points at nothing. */
export async function verifyLabels(
  store: OpenStore,
  { promptId, path, versions }: LabelledPrompt,
  repair: boolean,
): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const name of listDirectory(store.files, labelsPath(path))) {
    const place = join(labelsPath(path), name)
    const label = labelOfDirectory(name)
    if (label === undefined) {
      problems.push({ kind: 'stray', path: place, message: 'This is not named like a label.' })
      continue
    }
    try {
      const version = (await store.labels.current(path, label))?.version ?? null
      if (version === null || versions.has(version)) continue
      const message = `Label ${JSON.stringify(label)} points at version ${version}, which is not there.`
      if (repair) await deleteLabel(store, { promptId, label }, { force: true, author: 'autoopt verify' })
      problems.push({ kind: 'label', path: place, message, ...(repair && { repaired: 'the label was deleted' }) })
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      problems.push({ kind: 'label', path: place, message: error.message })
    }
  }
  return problems
}
