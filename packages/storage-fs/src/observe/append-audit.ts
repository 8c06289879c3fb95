import { Buffer } from 'node:buffer'
import { join } from 'node:path'
import type { PromptVersion } from '@autoopt/storage-core'
import { makeDirectories } from '../files/directories.ts'
import type { FilePort } from '../files/file-port.ts'
import { isErrno } from '../files/is-errno.ts'
import { writeAll } from '../files/write-all.ts'
import type { StoreLayout } from '../layout/store-layout.ts'
import type { OpenStore } from '../open-store.ts'
import { type AuditEntry, formatAuditLine } from './audit-entry.ts'

/** What was done; when and by which process is added. Values that are undefined are left out. */
export type AuditedAction = Pick<AuditEntry, 'action'> & {
  readonly [Key in 'prompt_id' | 'version' | 'label' | 'author']?: AuditEntry[Key] | undefined
} & Readonly<Record<string, unknown>>

/**
 * Logs what was just done, if the store keeps a log: in a file of this process and month, by one write that appends.
 * Nothing is flushed: a power cut may take the last lines, never what they tell of. What was done is done, so a line
 * that cannot be written is a warning and no error.
 */
export function appendAudit(store: OpenStore, actions: readonly AuditedAction[]): void {
  const { options, files, layout, host } = store
  if (!options.auditLog || actions.length === 0) return
  const at = new Date(options.now()).toISOString()
  const process = `${host.hostId}-${host.pid}`
  const lines = actions.map((action) => formatAuditLine({ at, process, ...action }))
  const path = join(layout.audit, `${at.slice(0, 7)}.${process}.log`)
  try {
    append(files, layout, path, Buffer.from(lines.join('')))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    options.onWarning(`Cannot write to the audit log at ${JSON.stringify(path)}: ${why}.`)
  }
}

/** The entry for a version that was saved, with its author if its record names one. */
export function savedAction(action: 'save' | 'saveMany' | 'import', record: PromptVersion): AuditedAction {
  const { prompt_id, version, metadata } = record
  const author = record['author'] ?? metadata['author']
  return { action, prompt_id, version, author: typeof author === 'string' ? author : undefined }
}

function append(files: FilePort, layout: StoreLayout, path: string, bytes: Uint8Array): void {
  const descriptor = open(files, layout, path)
  try {
    writeAll(files, descriptor, bytes)
  } finally {
    files.close(descriptor)
  }
}

function open(files: FilePort, layout: StoreLayout, path: string): number {
  try {
    return files.append(path)
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error
    makeDirectories(files, layout.audit, layout.root)
    return files.append(path)
  }
}
