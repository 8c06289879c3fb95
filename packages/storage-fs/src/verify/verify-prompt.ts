import { Buffer } from 'node:buffer'
import { join } from 'node:path'
import { promptKey, type PromptVersion, StorageError } from '@autoopt/storage-core'
import { CorruptVersionError } from '../errors.ts'
import { listDirectory } from '../files/directories.ts'
import { isErrno } from '../files/is-errno.ts'
import { type FileContent, readFile } from '../files/read-file.ts'
import { isPlain, promptDirectoryName } from '../layout/prompt-directory-name.ts'
import type { PromptDirectory } from '../layout/prompt-directories.ts'
import { versionPath } from '../layout/store-layout.ts'
import { versionOfFileName } from '../layout/version-file-name.ts'
import type { OpenStore } from '../open-store.ts'
import { parseVersionFile } from '../record/version-file.ts'
import { putAside } from '../recovery/put-aside.ts'
import type { Problem } from './problem.ts'
import { verifyPacks } from './verify-packs.ts'

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
export async function verifyPrompt(
  store: OpenStore,
  directory: PromptDirectory,
  repair: boolean,
): Promise<VerifiedPrompt> {
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
      const content = readSettled(store, file)
      if (content === undefined) continue
      bytes += content.stat.size
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
  problems.push(...(await verifyPacks(store, directory, { versions, repair })))
  return { promptId, versions, bytes, problems }
}

/** Reads a file, unless its save is under way, or was cut short and is for a recovery. */
function readSettled(store: OpenStore, path: string): FileContent | undefined {
  const { files, unacknowledged } = store
  const content = readFile(files, path)
  if (content === undefined || unacknowledged.isCertain(content.stat)) return content
  const { stat } = content
  const bytes = Buffer.from(content.bytes)
  if (unacknowledged.of(path, stat) !== undefined) return undefined
  return unacknowledged.hasGrown(path, { bytes, stat }) ? readSettled(store, path) : { bytes, stat }
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
