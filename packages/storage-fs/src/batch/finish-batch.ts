/** What a recovery does with the pack of a batch: `<n>.commit` is done again where needed, `<n>.open` is undone. */
import { Buffer } from 'node:buffer'
import { dirname, join } from 'node:path'
import type { FilePort } from '../files/file-port.ts'
import { flushFile } from '../files/flush-file.ts'
import { readFile } from '../files/read-file.ts'
import { writeAll } from '../files/write-all.ts'
import { listDirectory, makeDirectories } from '../files/directories.ts'
import type { Host } from '../layout/host.ts'
import type { StoreLayout } from '../layout/store-layout.ts'
import { isIntact } from '../record/sealed-json.ts'
import { isLeftBehind } from '../recovery/is-left-behind.ts'
import { putAside } from '../recovery/put-aside.ts'
import type { DurableDirectories } from '../save/durable-directories.ts'
import { isRefusedLink } from '../save/hard-links.ts'
import { parseTemporaryName } from '../save/temporary-files.ts'
import { hasTombstone } from '../trash/tombstones.ts'
import { type BatchEntry, parseBatchPack } from './batch-pack.ts'

export interface FinishOptions {
  readonly files: FilePort
  readonly layout: StoreLayout
  readonly directories: DurableDirectories
  readonly host: Host
}

/** Makes sure that every version of a committed batch is there and durable, except those deleted since. */
export async function redoBatch(directory: string, name: string, options: FinishOptions): Promise<void> {
  const { files, layout, directories } = options
  const path = join(directory, name)
  const content = readFile(files, path)
  const entries = content === undefined ? [] : parseBatchPack(content.bytes, path)
  const touched = new Set<string>()
  for (const [index, entry] of entries.entries()) {
    if (hasTombstone(files, layout, entry.target)) continue
    await redoEntry(join(directory, `redo-${index}`), entry, options)
    touched.add(dirname(join(layout.root, entry.target)))
  }
  await directories.flush(touched)
  files.unlink(path)
  await files.flushDirectory(directory)
}

async function redoEntry(temporary: string, { target, text }: BatchEntry, options: FinishOptions): Promise<void> {
  const { files, layout } = options
  const path = join(layout.root, target)
  const present = readFile(files, path)
  if (present && isIntact(present.bytes)) {
    await flushFile(files, path)
    return
  }
  // Where there are no hard links, a file without content was created for this one.
  if (present?.bytes.length === 0) files.unlink(path)
  else if (present) putAside(files, layout, path)
  // What a recovery left that was interrupted in turn.
  if (files.stat(temporary) !== undefined) files.unlink(temporary)
  const descriptor = files.create(temporary)
  try {
    writeAll(files, descriptor, Buffer.from(text))
    await files.flush(descriptor)
  } finally {
    files.close(descriptor)
  }
  makeDirectories(files, dirname(path), layout.root)
  try {
    files.link(temporary, path)
  } catch (error) {
    if (!isRefusedLink(error)) throw error
    files.rename(temporary, path)
    return
  }
  files.unlink(temporary)
}

/** Takes back what a batch had linked before its commit point. Its temporary files were durable before. */
export async function undoBatch(directory: string, name: string, options: FinishOptions): Promise<void> {
  const { files, layout, directories } = options
  const number = Number.parseInt(name, 10)
  const touched = new Set<string>()
  for (const temporaryName of listDirectory(files, directory)) {
    const parsed = parseTemporaryName(temporaryName)
    if (parsed?.number !== number) continue
    const target = join(layout.root, parsed.target)
    const temporary = join(directory, temporaryName)
    if (!(await isLeftBehind({ ...parsed, temporary, target, batch: 'open' }, options))) continue
    files.unlink(target)
    touched.add(dirname(target))
  }
  await directories.flush(touched)
  files.unlink(join(directory, name))
}
