import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ExchangeError } from '../errors.ts'
import { isErrno } from '../files/is-errno.ts'
import { toFileError } from '../files/to-file-error.ts'
import type { OpenStore } from '../open-store.ts'
import { type ExchangeCounts, formatEnd, formatHeader, formatItem } from './exchange-format.ts'

export interface ExchangeOptions {
  readonly signal?: AbortSignal
  /** Called after each prompt. */
  readonly onProgress?: (progress: ExchangeProgress) => void
}

/** How far an export or an import has come. */
export interface ExchangeProgress extends ExchangeCounts {
  readonly prompts: number
}

/**
 * Writes every version, and every label with its history, as lines of JSON; the whole way of `exportTo`.
 * @param target a file, which appears when it is whole, or a stream, which is ended.
 * @throws {@link ExchangeError} when it cannot be written.
 */
export async function exportVersions(
  store: OpenStore,
  target: string | Writable,
  options: ExchangeOptions = {},
): Promise<ExchangeProgress> {
  if (target instanceof Writable) {
    const counts = await writeLines(store, target, options)
    target.end()
    await finished(target)
    return counts
  }
  const path = resolve(target)
  const temporary = `${path}.${process.pid}.tmp`
  try {
    const stream = createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true })
    const counts = await writeLines(store, stream, options)
    stream.end()
    await finished(stream)
    await rename(temporary, path)
    if (process.platform !== 'win32') await syncDirectory(dirname(path))
    return counts
  } catch (error) {
    await rm(temporary, { force: true })
    throw isErrno(error) ? toFileError(error, { what: 'Cannot export', path, failure: ExchangeError }) : error
  }
}

async function writeLines(
  store: OpenStore,
  stream: Writable,
  { signal, onProgress }: ExchangeOptions,
): Promise<ExchangeProgress> {
  const counts = { prompts: 0, versions: 0, labels: 0 }
  const failed = once(stream, 'error').then(([error]) => {
    throw error
  })
  failed.catch(() => {})
  const write = async (line: string): Promise<void> => {
    if (!stream.write(line)) await Promise.race([once(stream, 'drain'), failed])
  }
  await write(formatHeader(new Date(store.options.now()).toISOString()))
  if (await store.open()) {
    for await (const { promptId, directory } of store.index.walk()) {
      signal?.throwIfAborted()
      // Labels first: the versions that they point at are there, and stay while they point at them.
      const labels = await labelLines(store, promptId, directory.path)
      for (const record of await store.reader.list(promptId)) {
        await write(formatItem({ kind: 'version', record }))
        counts.versions += 1
      }
      for (const line of labels) await write(line)
      counts.labels += labels.length
      counts.prompts += 1
      onProgress?.({ ...counts })
    }
  }
  await write(formatEnd({ versions: counts.versions, labels: counts.labels }))
  return counts
}

async function labelLines(store: OpenStore, promptId: string, directory: string): Promise<string[]> {
  const lines: string[] = []
  for (const [label] of await store.labels.targets(directory)) {
    const revisions = await store.labels.history(directory, label)
    lines.push(formatItem({ kind: 'label', promptId, label, revisions }))
  }
  return lines
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().finally(async () => handle.close())
}
