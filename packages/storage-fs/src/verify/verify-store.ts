/**
 * Reads a whole store and says what is wrong with it. Nothing is ever thrown away: what is damaged goes to `.quarantine`.
 */
import { join } from 'node:path'
import { setImmediate as untilNextTurn } from 'node:timers/promises'
import { listDirectory } from '../files/directories.ts'
import { readFile } from '../files/read-file.ts'
import { statFile } from '../files/stat-file.ts'
import { isPromptDirectoryName } from '../layout/prompt-directory-name.ts'
import { type PromptDirectory, promptDirectories } from '../layout/prompt-directories.ts'
import { isShardName } from '../layout/store-layout.ts'
import { isDeadWriter } from '../layout/writer-tag.ts'
import { withMaintenanceLock } from '../maintain/maintenance-lock.ts'
import type { OpenStore } from '../open-store.ts'
import { isIntact } from '../record/sealed-json.ts'
import { parseTombstone } from '../trash/tombstones.ts'
import { harmless, type Problem } from './problem.ts'
import { verifyLabels } from './verify-labels.ts'
import { verifyPrompt } from './verify-prompt.ts'

export interface VerifyOptions {
  /** Whether to repair what can be repaired without a person. Default: false. */
  readonly repair?: boolean
  readonly signal?: AbortSignal
  /** Called after each prompt. */
  readonly onProgress?: (progress: VerifyProgress) => void
}

/** How far a verification has come. */
export interface VerifyProgress {
  readonly prompts: number
  readonly totalPrompts: number
  readonly versions: number
}

/** What a verification found. */
export interface VerifyReport {
  readonly prompts: number
  readonly versions: number
  /** Bytes of the version files that were read. */
  readonly bytes: number
  readonly problems: readonly Problem[]
  /** Whether nothing is damaged; strays, leftovers and what was put aside do no harm. */
  readonly isSound: boolean
}

/** Verifies a store; the whole way of `verify`. */
export async function verifyStore(store: OpenStore, options: VerifyOptions = {}): Promise<VerifyReport> {
  if (!(await store.open())) return { prompts: 0, versions: 0, bytes: 0, problems: [], isSound: true }
  if (!options.repair) return verify(store, options)
  await store.openForWriting()
  return withMaintenanceLock(store, 'repair the store', async () => {
    const report = await verify(store, options)
    store.reader.clear()
    await store.index.rebuild()
    return report
  })
}

async function verify(store: OpenStore, { repair = false, signal, onProgress }: VerifyOptions): Promise<VerifyReport> {
  const directories = [...promptDirectories(store)]
  const problems: Problem[] = [...verifyTop(store)]
  let [prompts, versions, bytes] = [0, 0, 0]
  for (const directory of directories) {
    signal?.throwIfAborted()
    if (prompts % 16 === 15) await untilNextTurn()
    prompts += 1
    if (!statFile(store.files, directory.path)?.isDirectory()) {
      problems.push({
        kind: 'stray',
        path: directory.path,
        message: 'This is no directory, but named like one of a prompt.',
      })
      continue
    }
    const found = await verifyPrompt(store, directory, repair)
    versions += found.versions.size
    bytes += found.bytes
    problems.push(...found.problems)
    const { promptId } = found
    if (promptId !== undefined) {
      problems.push(
        ...(await verifyLabels(store, { promptId, path: directory.path, versions: found.versions }, repair)),
      )
    }
    onProgress?.({ prompts, totalPrompts: directories.length, versions })
  }
  const isSound = problems.every(({ kind, repaired }) => harmless.has(kind) || repaired !== undefined)
  return { prompts, versions, bytes, problems, isSound }
}

/** What lies beside the prompts. */
function* verifyTop(store: OpenStore): Generator<Problem> {
  const { files, layout } = store
  yield* strays(store)
  for (const name of listDirectory(files, layout.temporary)) {
    const tag = name.replace(/\.recovery$/, '')
    if (isDeadWriter(tag, store.host)) {
      yield { kind: 'temporary', path: join(layout.temporary, name), message: 'Left by a writer that is gone.' }
    }
  }
  for (const name of listDirectory(files, layout.quarantine)) {
    yield { kind: 'quarantined', path: join(layout.quarantine, name), message: 'Put aside because it was damaged.' }
  }
  for (const prompt of listDirectory(files, layout.trash)) yield* verifyTrash(store, join(layout.trash, prompt))
  if (!store.index.isSound()) {
    yield { kind: 'index', path: layout.index, message: 'It is damaged or of another store, and not used.' }
  }
  if (process.platform !== 'win32' && (statFile(files, layout.root)?.mode ?? 0) & 0o077) {
    yield { kind: 'permissions', path: layout.root, message: 'Others than the owner may look into the store.' }
  }
}

function* verifyTrash({ files }: OpenStore, directory: string): Generator<Problem> {
  if (!statFile(files, directory)?.isDirectory()) return
  for (const name of listDirectory(files, directory)) {
    const tombstone = parseTombstone(name)
    if (tombstone?.deletedAtMs === undefined) continue
    const content = readFile(files, join(directory, name))
    if (content && isIntact(content.bytes) === false) {
      yield { kind: 'trash', path: join(directory, name), message: 'It is damaged and cannot be restored.' }
    }
  }
}

/** Directories that lie where a prompt's would and are none, and prompts in the wrong shard. */
function* strays({ files, layout }: OpenStore): Generator<Problem> {
  const { shardDepth, root } = layout
  const known = new Set<string>([...promptDirectories({ files, layout })].map(({ path }: PromptDirectory) => path))
  for (const name of listDirectory(files, root)) {
    const path = join(root, name)
    if (name.startsWith('.') || known.has(path)) continue
    if (shardDepth === 0 || !isShardName(name, shardDepth)) {
      yield { kind: 'stray', path, message: 'This is not named like anything of a store.' }
      continue
    }
    for (const child of listDirectory(files, path)) {
      const place = join(path, child)
      if (known.has(place)) continue
      yield isPromptDirectoryName(child)
        ? { kind: 'wrong-shard', path: place, message: `It belongs at ${layout.directoryNamed(child)}.` }
        : { kind: 'stray', path: place, message: 'This is not named like a prompt.' }
    }
  }
}
