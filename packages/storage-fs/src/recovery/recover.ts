/**
 * Finishes or takes back what writers that are gone have left.
 *
 * Invariant: a writer's directory under `.tmp` is handled by one process at a time, which claims it by renaming it to a
 * name of its own. A claimer that dies is a dead writer too, so that its claim is claimed again.
 *
 * For each temporary file T of a claimed directory, with its final name F:
 *
 * - F is not T (never linked, or deleted since): remove T.
 * - F is T and whole: the save had come to its link. Make it durable, remove T.
 * - F is T and torn, which takes a power cut during a `fast` save: nobody was told of it. Put F aside, remove T.
 *
 * Where there are no hard links T is a mark, and "F is T" means that F is what the mark says, or not whole.
 *
 * Packs of batches come first: a committed one is done again where a power cut took part of it, an open one is undone.
 */
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { ArchivedVersions } from '../archive/archived-versions.ts'
import { redoBatch, undoBatch } from '../batch/finish-batch.ts'
import { LockError } from '../errors.ts'
import { listDirectory, statDirectory } from '../files/directories.ts'
import type { FilePort } from '../files/file-port.ts'
import { flushFile } from '../files/flush-file.ts'
import { isErrno } from '../files/is-errno.ts'
import { readFile } from '../files/read-file.ts'
import type { Host } from '../layout/host.ts'
import type { StoreLayout } from '../layout/store-layout.ts'
import { versionOfFileName } from '../layout/version-file-name.ts'
import { closeWriter, isDeadWriter, isWriterTag, openWriter } from '../layout/writer-tag.ts'
import { isIntact } from '../record/sealed-json.ts'
import type { DurableDirectories } from '../save/durable-directories.ts'
import { parseTemporaryName } from '../save/temporary-files.ts'
import { hasTombstone } from '../trash/tombstones.ts'
import { isLeftBehind } from './is-left-behind.ts'
import { putAside } from './put-aside.ts'

export interface RecoveryOptions {
  readonly files: FilePort
  readonly layout: StoreLayout
  readonly host: Host
  readonly directories: DurableDirectories
  readonly archive: ArchivedVersions
  readonly reuseDeleted: boolean
  /** Treats every other writer as gone; only for a person who knows that. */
  readonly force?: boolean
}

/** What a recovery found of writers that are gone. Paths are absolute. */
export interface RecoveryReport {
  readonly writers: number
  /** Saves that were finished, whose writers had not been told. */
  readonly finished: readonly string[]
  /** Where torn files of unfinished saves were put. */
  readonly quarantined: readonly string[]
}

const claimSuffix = '.recovery'
const maxWaitMs = 30_000

/**
 * Recovers, and waits for recoveries of other processes.
 * @throws {@link LockError} when another process recovers for more than 30 seconds.
 */
export async function recover(options: RecoveryOptions): Promise<RecoveryReport> {
  const report = { writers: 0, finished: [] as string[], quarantined: [] as string[] }
  const startedAt = performance.now()
  for (;;) {
    const claims = claimDead(options)
    for (const claim of claims) await recoverWriter(claim, options, report)
    const others = listDirectory(options.files, options.layout.temporary).filter((name) => name.endsWith(claimSuffix))
    if (others.length === 0) return report
    if (performance.now() - startedAt > maxWaitMs) throw stillRecovering(options.layout.temporary, others)
    if (claims.length === 0) await wait(5)
  }
}

/** @returns the names of the directories that are now this process's to handle. */
function claimDead({ files, layout, host, force = false }: RecoveryOptions): string[] {
  const claims: string[] = []
  if (statDirectory(files, layout.temporary) === undefined) return claims
  for (const name of listDirectory(files, layout.temporary)) {
    const tag = name.replace(/\.recovery$/, '')
    if (!isWriterTag(tag) || !(force || isDeadWriter(tag, host))) continue
    const claimer = openWriter(host)
    try {
      files.rename(join(layout.temporary, name), join(layout.temporary, claimer + claimSuffix))
      claims.push(claimer)
    } catch (error) {
      closeWriter(claimer)
      // Somebody else was first.
      if (!isErrno(error, 'ENOENT')) throw error
    }
  }
  return claims
}

async function recoverWriter(
  claimer: string,
  options: RecoveryOptions,
  report: { writers: number; finished: string[]; quarantined: string[] },
): Promise<void> {
  const { files, layout } = options
  const directory = join(layout.temporary, claimer + claimSuffix)
  try {
    const names = listDirectory(files, directory)
    for (const name of names.filter((other) => other.endsWith('.commit'))) await redoBatch(directory, name, options)
    for (const name of names.filter((other) => other.endsWith('.open'))) await undoBatch(directory, name, options)
    await recoverFiles(directory, options, report)
    files.removeDirectory(directory)
    report.writers += 1
  } finally {
    closeWriter(claimer)
  }
}

async function recoverFiles(
  directory: string,
  options: RecoveryOptions,
  report: { finished: string[]; quarantined: string[] },
): Promise<void> {
  const { files, layout, directories } = options
  const touched = new Set<string>()
  const done: string[] = []
  for (const name of listDirectory(files, directory)) {
    const temporary = join(directory, name)
    done.push(temporary)
    const parsed = parseTemporaryName(name)
    if (parsed === undefined) continue
    const target = join(layout.root, parsed.target)
    if (!(await isLeftBehind({ ...parsed, temporary, target, batch: undefined }, options))) continue
    touched.add(join(target, '..'))
    if (parsed.kind !== 'copy mark' && isTaken(options, target)) {
      // It was linked, but its writer had not seen yet that the number was taken.
      files.unlink(target)
    } else if (isWhole(files, target)) {
      await flushFile(files, target)
      report.finished.push(target)
    } else {
      report.quarantined.push(putAside(files, layout, target))
      touched.add(layout.quarantine)
    }
  }
  await directories.flush(touched)
  for (const temporary of done) files.unlink(temporary)
}

function isWhole(files: FilePort, path: string): boolean {
  const content = readFile(files, path)
  return content !== undefined && isIntact(content.bytes) === true
}

/** Tells whether a version's number belongs to one that was deleted or archived. */
function isTaken({ files, layout, archive, reuseDeleted }: RecoveryOptions, target: string): boolean {
  const version = versionOfFileName(basename(target))
  if (version === undefined) return false
  return (!reuseDeleted && hasTombstone(files, layout, target)) || archive.versions(dirname(target)).includes(version)
}

function stillRecovering(path: string, others: readonly string[]): LockError {
  const why = `another process has been recovering it for ${maxWaitMs / 1000} seconds (${others.join(', ')})`
  return new LockError({ what: 'Cannot open the store', path, why })
}
