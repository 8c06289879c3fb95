import { join } from 'node:path'
import { promptKey } from '@autoopt/storage-core'
import { listDirectory } from '../files/directories.ts'
import { readFile } from '../files/read-file.ts'
import type { OpenStore } from '../open-store.ts'
import { type AuditEntry, parseAuditLine } from './audit-entry.ts'

export interface ReadAuditLogOptions {
  /** Leaves out what was done before. */
  readonly since?: Date | undefined
  /** Leaves out what was done to other prompts, or to the store as a whole. */
  readonly promptId?: string | undefined
  /** Told of each file with lines that a crash tore, and how many; they are skipped. Default: a warning of the store. */
  readonly onTorn?: ((torn: { readonly path: string; readonly lines: number }) => void) | undefined
}

const fileName = /^\d{4}-\d\d\.[0-9a-f]*-\d+\.log$/

/**
 * What every process has logged, by time; the whole way of `readAuditLog`. Holds one month in memory at a time. Lines
 * that are appended while it reads may be missed.
 */
export async function* readAuditLog(store: OpenStore, options: ReadAuditLogOptions = {}): AsyncGenerator<AuditEntry> {
  const { files, layout } = store
  if (!(await store.open())) return
  const { since = new Date(0) } = options
  const names = listDirectory(files, layout.audit).filter((name) => fileName.test(name))
  const months = new Set(names.map(monthOf))
  for (const month of [...months].toSorted()) {
    if (month < monthOf(since.toISOString())) continue
    const logs = names.filter((name) => monthOf(name) === month)
    const entries = logs.flatMap((name) => readEntries(store, join(layout.audit, name), options))
    yield* entries.filter(({ at }) => Date.parse(at) >= since.getTime()).toSorted(byTime)
  }
}

function readEntries(
  { files, options: { onWarning } }: OpenStore,
  path: string,
  { promptId, onTorn }: ReadAuditLogOptions,
): AuditEntry[] {
  const key = promptId === undefined ? undefined : promptKey(promptId)
  const entries: AuditEntry[] = []
  let lines = 0
  for (const line of readFile(files, path)?.bytes.toString().split('\n') ?? []) {
    const entry = parseAuditLine(line)
    if (entry === undefined) lines += line === '' ? 0 : 1
    else if (key === undefined || (entry.prompt_id !== undefined && promptKey(entry.prompt_id) === key)) {
      entries.push(entry)
    }
  }
  if (lines > 0 && onTorn) onTorn({ path, lines })
  else if (lines > 0) onWarning(`The audit log at ${JSON.stringify(path)} has ${lines} torn lines, which were skipped.`)
  return entries
}

/** Of the name of a log, or of a time. */
function monthOf(text: string): string {
  return text.slice(0, 'yyyy-mm'.length)
}

function byTime(left: AuditEntry, right: AuditEntry): number {
  return Date.parse(left.at) - Date.parse(right.at)
}
