import {
  parseVersion,
  type PromptVersion,
  promptKey,
  VersionConflictError,
  InvalidVersionError,
} from '@autoopt/storage-core'
import { saveBatch } from '../batch/save-batch.ts'
import { appendAudit, savedAction } from '../observe/append-audit.ts'
import type { OpenStore } from '../open-store.ts'
import { conflict, newVersionFile } from './save-version.ts'

/** Saves many versions, all or none; the whole way of `saveMany`. */
export async function saveMany(store: OpenStore, versions: readonly PromptVersion[]): Promise<void> {
  const records = versions.map(parseInBatch)
  if (records.length === 0) return
  refuseRepeated(records)
  const { temporaries, durability, queue, links } = await store.openForWriting()
  const newFiles = records.map((record) => newVersionFile(store, record))
  store.room.check(2 * newFiles.reduce((sum, { bytes }) => sum + bytes.length, 0))
  const { files, layout, directories } = store
  const fail = (cause: unknown): Error => queue.fail(cause)
  const outcome = await saveBatch(newFiles, { files, layout, durability, temporaries, links, directories, fail })
  if ('taken' in outcome) throw conflict(store, records[outcome.taken] as PromptVersion)
  store.inBackground(outcome.finished)
  for (const { prompt_id } of records) store.reader.changed(prompt_id)
  appendAudit(
    store,
    records.map((record) => savedAction('saveMany', record)),
  )
}

function parseInBatch(version: PromptVersion, index: number): PromptVersion {
  try {
    return parseVersion(version)
  } catch (error) {
    if (!(error instanceof InvalidVersionError)) throw error
    throw new InvalidVersionError(error.issues, { ...error.context, index }, { cause: error })
  }
}

function refuseRepeated(records: readonly PromptVersion[]): void {
  const seen = new Set<string>()
  for (const { prompt_id, version } of records) {
    const key = `${version}\0${promptKey(prompt_id)}`
    if (seen.has(key)) throw new VersionConflictError({ promptId: prompt_id, version })
    seen.add(key)
  }
}
