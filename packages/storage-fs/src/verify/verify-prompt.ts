import { Buffer } from 'node:buffer'
import { join } from 'node:path'
import { promptKey, type PromptVersion, StorageError } from '@autoopt/storage-core'
import { CorruptVersionError } from '../errors.ts'
import { listDirectory } from '../files/directories.ts'
import { isErrno } from '../files/is-errno.ts'
import { readFile } from '../files/read-file.ts'
import { isPlain, promptDirectoryName } from '../layout/prompt-directory-name.ts'
import type { PromptDirectory } from '../layout/prompt-directories.ts'
import { versionPath } from '../layout/store-layout.ts'
import { versionOfFileName } from '../layout/version-file-name.ts'
import type { OpenStore } from '../open-store.ts'
import { parseVersionFile } from '../record/version-file.ts'
import { putAside } from '../recovery/put-aside.ts'
import type { Problem } from './problem.ts'

/** What was found in the directory of one prompt. */
export interface VerifiedPrompt {
  /** Undefined when nothing in the directory can be read. */
  readonly promptId: string | undefined
  readonly versions: ReadonlySet<string>
  readonly bytes: number
  readonly problems: readonly Problem[]
}

const ours = new Set(['.labels', '.archive'])

/** Reads everything in the directory of a prompt; puts aside what is damaged, and into place what is misplaced. */
export function verifyPrompt(store: OpenStore, directory: PromptDirectory, repair: boolean): VerifiedPrompt {
  const { files } = store
  const { name, path } = directory
  const versions = new Set<string>()
  const problems: Problem[] = []
  let promptId = isPlain(name) ? name : undefined
  let bytes = 0
  for (const fileName of listDirectory(files, path)) {
    if (ours.has(fileName)) continue
    const file = join(path, fileName)
    const version = versionOfFileName(fileName)
    if (version === undefined) {
      problems.push({ kind: 'stray', path: file, message: 'This is not named like a version.' })
      continue
    }
    try {
      const content = readFile(files, file)
      if (content === undefined) continue
      bytes += content.stat.size
      if (content.stat.nlink > 1 && isPending(store, path, file)) continue
      const record = parseVersionFile(content.bytes, file)
      if (promptDirectoryName(record.prompt_id) === name && record.version === version) {
        promptId ??= promptKey(record.prompt_id)
        versions.add(version)
      } else problems.push(misplaced(store, file, record, repair))
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      const isDamaged = error instanceof CorruptVersionError
      problems.push({
        kind: 'damaged',
        path: file,
        message: error.message,
        ...(repair && isDamaged && { repaired: `put aside as ${putAside(files, store.layout, file)}` }),
      })
    }
  }
  for (const problem of verifyPacks(store, directory, versions)) problems.push(problem)
  return { promptId, versions, bytes, problems }
}

/** A save that is under way, or was cut short and is for a recovery. */
function isPending({ unacknowledged }: OpenStore, directory: string, file: string): boolean {
  return unacknowledged.below(directory).some(({ target }) => target === file)
}

function misplaced(store: OpenStore, path: string, record: PromptVersion, repair: boolean): Problem {
  const { prompt_id: promptId, version } = record
  const place = versionPath(store.layout.promptDirectory(promptId), version)
  const message = `It holds version ${version} of prompt ${JSON.stringify(promptId)}, which belongs at ${place}.`
  const problem: Problem = { kind: 'misplaced', path, message }
  return repair ? { ...problem, repaired: moveTo(store, path, place) } : problem
}

/** By a link, which replaces nothing. */
function moveTo({ files, layout }: OpenStore, path: string, place: string): string {
  try {
    files.link(path, place)
    files.unlink(path)
    return `moved to ${place}`
  } catch (error) {
    if (!isErrno(error)) throw error
    return `put aside as ${putAside(files, layout, path)}`
  }
}

function verifyPacks(
  { archive, tombstones }: OpenStore,
  { name, path }: PromptDirectory,
  versions: Set<string>,
): Problem[] {
  const problems: Problem[] = []
  for (const pack of archive.packs(path)) {
    try {
      for (const file of archive.filesOf(pack)) {
        const record = parseVersionFile(Buffer.from(file.text), pack)
        const isHere = promptDirectoryName(record.prompt_id) === name
        // What was deleted stays in its pack until the trash is emptied.
        if (isHere && !tombstones.has(name, record.version)) versions.add(record.version)
        if (!isHere) problems.push({ kind: 'pack', path: pack, message: `It holds ${file.name} of another prompt.` })
      }
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      problems.push({ kind: 'pack', path: pack, message: error.message })
    }
  }
  return problems
}
