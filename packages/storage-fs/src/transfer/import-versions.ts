/**
 * Reads what {@link exportVersions} wrote. Nothing is ever replaced: a version that is there with the same content is
 * passed over, one with other content stops the import. Versions are saved in batches, so that one that is interrupted
 * goes on where it stopped when it is done again. A file is checked to its end before anything of it is saved.
 */
import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { isDeepStrictEqual } from 'node:util'
import { parseVersion, type PromptVersion, VersionConflictError } from '@autoopt/storage-core'
import { ExchangeError } from '../errors.ts'
import { isErrno } from '../files/is-errno.ts'
import { toFileError } from '../files/to-file-error.ts'
import { importLabelHistory } from '../labels/import-label-history.ts'
import { appendAudit } from '../observe/append-audit.ts'
import type { OpenStore } from '../open-store.ts'
import { saveMany } from '../save/save-many.ts'
import { type ExchangeItem, parseExchangeLine } from './exchange-format.ts'
import type { ExchangeOptions } from './export-versions.ts'

/** What an import did. */
export interface ImportReport {
  readonly saved: number
  /** Versions that were there already with the same content. */
  readonly skipped: number
  readonly labels: number
}

const batchSize = 500

/**
 * Imports versions and labels; the whole way of `importFrom`.
 * @param source a file, or a stream, which can be checked only while it is read.
 * @throws {@link ExchangeError} when a line is damaged, or the end is missing; says which line.
 * @throws {@link VersionConflictError} when a version is there with other content, or was deleted here.
 * @throws {@link InvalidVersionError} when a record is none, though its checksum is right.
 */
export async function importVersions(
  store: OpenStore,
  source: string | Readable,
  options: ExchangeOptions = {},
): Promise<ImportReport> {
  if (typeof source !== 'string') return saveItems(store, readItems(source, '(stream)'), options)
  const path = resolve(source)
  try {
    for await (const _ of readItems(createReadStream(path), path)) options.signal?.throwIfAborted()
    return await saveItems(store, readItems(createReadStream(path), path), options)
  } catch (error) {
    throw isErrno(error) ? toFileError(error, { what: 'Cannot import', path, failure: ExchangeError }) : error
  }
}

async function* readItems(stream: Readable, path: string): AsyncGenerator<ExchangeItem> {
  const counts = { versions: 0, labels: 0 }
  let number = 0
  let isEnded = false
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (line === '') continue
    const parsed = parseExchangeLine(number === 1 ? line.replace(/^\uFEFF/, '') : line)
    if (parsed.kind === 'invalid') throw damaged(path, `line ${number} cannot be used: ${parsed.why}`)
    if (isEnded) throw damaged(path, `line ${number} comes after the end`)
    if (number === 1 && parsed.kind !== 'header') throw damaged(path, 'line 1 is not that of an export')
    if (parsed.kind === 'end') {
      const { versions, labels } = parsed.counts
      if (versions !== counts.versions || labels !== counts.labels) {
        throw damaged(
          path,
          `it holds ${counts.versions} versions and ${counts.labels} labels, and says ${versions} and ${labels}`,
        )
      }
      isEnded = true
    } else if (parsed.kind !== 'header') {
      counts[parsed.kind === 'version' ? 'versions' : 'labels'] += 1
      yield parsed
    }
  }
  if (!isEnded) throw damaged(path, `it ends after line ${number}, before its last line`)
}

async function saveItems(
  store: OpenStore,
  items: AsyncIterable<ExchangeItem>,
  { signal, onProgress }: ExchangeOptions,
): Promise<ImportReport> {
  const report = { saved: 0, skipped: 0, labels: 0 }
  const prompts = new Set<string>()
  let batch: PromptVersion[] = []
  const flush = async (): Promise<void> => {
    await saveMany(store, batch)
    report.saved += batch.length
    batch = []
    onProgress?.({ prompts: prompts.size, versions: report.saved + report.skipped, labels: report.labels })
  }
  for await (const item of items) {
    signal?.throwIfAborted()
    if (item.kind === 'version') {
      const record = parseVersion(item.record)
      prompts.add(record.prompt_id)
      if (await isThere(store, record)) report.skipped += 1
      else batch.push(record)
      if (batch.length >= batchSize) await flush()
    } else {
      // The label's versions come before it, perhaps in this batch.
      await flush()
      const { promptId, label, revisions } = item
      await importLabelHistory(store, { promptId, label }, revisions)
      report.labels += 1
    }
  }
  await flush()
  appendAudit(store, [{ action: 'import', ...report }])
  return report
}

async function isThere(store: OpenStore, record: PromptVersion): Promise<boolean> {
  const { prompt_id: promptId, version } = record
  const present = (await store.open()) ? await store.reader.get(promptId, version) : undefined
  if (present === undefined) return false
  if (isDeepStrictEqual(present, record)) return true
  throw new VersionConflictError({ promptId, version })
}

function damaged(path: string, why: string): ExchangeError {
  return new ExchangeError({ what: 'Cannot import', path, why })
}
