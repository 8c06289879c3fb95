import { promptKey } from '@autoopt/storage-core'
import { CorruptVersionError } from '../errors.ts'
import { listDirectory } from '../files/directories.ts'
import { readFile } from '../files/read-file.ts'
import { isPlain, promptDirectoryName } from '../layout/prompt-directory-name.ts'
import { type PromptDirectory, promptDirectories } from '../layout/prompt-directories.ts'
import { versionPath } from '../layout/store-layout.ts'
import { versionsOfFileNames } from '../layout/version-order.ts'
import type { OpenStore } from '../open-store.ts'
import { parseVersionFile } from '../record/version-file.ts'

/** The id of every prompt that has a version; the whole way of `promptIds`. */
export async function* promptIds(store: OpenStore): AsyncGenerator<string> {
  for (const directory of promptDirectories(store)) {
    const id = promptIdOf(store, directory)
    if (id !== undefined) yield id
  }
}

function promptIdOf(store: OpenStore, { name, path }: PromptDirectory): string | undefined {
  const { files, archive } = store
  if (!files.stat(path)?.isDirectory()) return undefined
  const names = listDirectory(files, path)
  const versions = versionsOfFileNames(names)
  if (versions.length === 0 && names.includes('.archive')) versions.push(...archive.versions(path))
  for (const version of versions) {
    if (isPlain(name)) return name
    const file = versionPath(path, version)
    const content = readFile(files, file)
    const record = content ? parseVersionFile(content.bytes, file) : archive.read(path, version)
    if (record === undefined) continue
    if (promptDirectoryName(record.prompt_id) === name) return promptKey(record.prompt_id)
    const why = `it holds a version of prompt ${JSON.stringify(record.prompt_id)}, which belongs elsewhere`
    throw new CorruptVersionError({ what: 'Cannot use a version file', path: file, why })
  }
  return undefined
}
