/**
 * A store of hundreds of thousands of versions, made in half a minute: the first version is saved by the store itself, which
 * writes what belongs into a new store; the others are written as files of the same format, without a flush.
 */
import { closeSync, existsSync, openSync, writeSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { openLmdb } from '@autoopt/storage-peers/open-lmdb'
import { openSqlite } from '@autoopt/storage-peers/open-sqlite'
import type { OrderedPeerStore } from '@autoopt/storage-peers/peer-store'
import { formatVersionFile } from '../../src/record/version-file.ts'
import { promptDirectoryName } from '../../src/layout/prompt-directory-name.ts'
import { versionFileName } from '../../src/layout/version-file-name.ts'
import { makeDirectory } from './raw-floor.ts'
import { samplePromptId, sampleRecord, versionNumber } from './sample-record.ts'

export interface BigStore {
  readonly storageDir: string
  /** Their ids are `samplePromptId(0)` and on. */
  readonly prompts: number
  /** Of each prompt: `versionNumber(0)` and on. */
  readonly versions: number
  /** Databases with the same versions, for the rows that compare with them. */
  readonly sqlitePath: string
  readonly lmdbPath: string
}

export interface BigStoreOptions {
  readonly prompts: number
  readonly versions: number
  readonly signal?: AbortSignal
}

/** Makes a big store and the databases beside it in a folder, and waits until they are on disk. */
export async function makeBigStore(folder: string, options: BigStoreOptions): Promise<BigStore> {
  const [storageDir, sqlitePath, lmdbPath] = [join(folder, 'store'), join(folder, 'sqlite'), join(folder, 'lmdb')]
  await writeBigStore(storageDir, options)
  const sqlite = openSqlite(sqlitePath, { synchronous: 'off' })
  await fillDatabase(sqlite, options)
  const lmdb = openLmdb(lmdbPath)
  await fillDatabase(lmdb, options)
  flushFileSystem(folder)
  const { prompts, versions } = options
  return { storageDir, prompts, versions, sqlitePath, lmdbPath }
}

/** Makes the store alone. */
export async function writeBigStore(storageDir: string, { prompts, versions, signal }: BigStoreOptions): Promise<void> {
  await using store = new FileSystemStorage({ storageDir })
  await store.saveVersion(sampleRecord(samplePromptId(0), versionNumber(0)))
  for (let prompt = 0; prompt < prompts; prompt += 1) {
    writePrompt(storageDir, samplePromptId(prompt), versions)
    if (prompt % 100 === 0) await setImmediate()
    signal?.throwIfAborted()
  }
  await store.rebuildIndex()
  flushFileSystem(storageDir)
}

/** All versions of a prompt that are not there yet. */
function writePrompt(storageDir: string, promptId: string, versions: number): void {
  const directory = makeDirectory(join(storageDir, promptDirectoryName(promptId)))
  for (let minor = 0; minor < versions; minor += 1) {
    const version = versionNumber(minor)
    const path = join(directory, versionFileName(version))
    if (existsSync(path)) continue
    const descriptor = openSync(path, 'wx', 0o600)
    writeSync(descriptor, formatVersionFile(sampleRecord(promptId, version)))
    closeSync(descriptor)
  }
}

async function fillDatabase(database: OrderedPeerStore, { prompts, versions, signal }: BigStoreOptions): Promise<void> {
  for (let prompt = 0; prompt < prompts; prompt += 1) {
    const promptId = samplePromptId(prompt)
    const entries = Array.from({ length: versions }, (_, minor) => {
      const body = JSON.stringify(sampleRecord(promptId, versionNumber(minor)))
      return { promptId, version: [1, minor, 0], body } as const
    })
    await database.saveMany(entries)
    if (prompt % 100 === 0) await setImmediate()
    signal?.throwIfAborted()
  }
  await database.close()
}

/** So that the disk does not write during the measurements what they did not ask for. */
export function flushFileSystem(path: string): void {
  spawnSync('sync', ['-f', path])
}
