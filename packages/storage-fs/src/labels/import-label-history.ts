import { isDeepStrictEqual } from 'node:util'
import {
  LabelHistoryConflictError,
  type LabelRevision,
  parseLabel,
  parseLabelHistory,
  VersionNotFoundError,
} from '@autoopt/storage-core'
import { appendAudit } from '../observe/append-audit.ts'
import type { OpenStore } from '../open-store.ts'
import { createRevision, keepOrTakeBack, refuseProtected } from './add-revision.ts'
import { hasVersion } from './has-version.ts'
import type { LabelAddress, MoveLabelOptions } from './label-options.ts'

/** Adds the revisions of a label that are missing; the whole way of `importLabelHistory`. */
export async function importLabelHistory(
  store: OpenStore,
  { promptId, label }: LabelAddress,
  revisions: readonly LabelRevision[],
  options: Pick<MoveLabelOptions, 'force'> = {},
): Promise<void> {
  const address = { promptId, label: parseLabel(label) }
  const history = parseLabelHistory(revisions)
  if (store.options.readOnly) await store.openForWriting()
  await store.open()
  const directory = store.layout.promptDirectory(promptId)
  await store.labels.inTurn(directory, label, async () => {
    while (!(await addMissing(store, address, history, options)));
  })
}

/** @returns false when somebody else moved the label meanwhile. */
async function addMissing(
  store: OpenStore,
  address: LabelAddress,
  history: readonly LabelRevision[],
  options: Pick<MoveLabelOptions, 'force'>,
): Promise<boolean> {
  const { promptId, label } = address
  const present = await store.labels.history(store.layout.promptDirectory(promptId), label)
  refuseDifferent(address, history, present)
  const missing = history.slice(present.length)
  const last = missing.at(-1)
  if (last === undefined) return true
  refuseProtected(store, address, present.at(-1), options)
  const { version } = last
  if (version !== null && !(await hasVersion(store, promptId, version))) {
    throw new VersionNotFoundError({ ...address, version })
  }
  for (const revision of missing) if (!(await createRevision(store, address, revision))) return false
  await keepOrTakeBack(store, address, { revision: last, previous: present.at(-1) })
  const { author } = last
  appendAudit(store, [{ action: 'label', prompt_id: promptId, label, version, author }])
  return true
}

function refuseDifferent(
  address: LabelAddress,
  history: readonly LabelRevision[],
  present: readonly LabelRevision[],
): void {
  for (const [index, revision] of history.slice(0, present.length).entries()) {
    if (isDeepStrictEqual(revision, present[index])) continue
    throw new LabelHistoryConflictError({ ...address, revision: index + 1 })
  }
}
