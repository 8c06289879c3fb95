import { promptKey } from '@autoopt/storage-core'
import { CorruptVersionError } from '../errors.ts'
import { readFile } from '../files/read-file.ts'
import { promptDirectoryName } from '../layout/prompt-directory-name.ts'
import type { PromptDirectory } from '../layout/prompt-directories.ts'
import { versionPath } from '../layout/store-layout.ts'
import type { OpenStore } from '../open-store.ts'
import { parseVersionFile } from '../record/version-file.ts'

/**
 * The id of the prompt whose versions a directory holds, from the first of them that is still there.
 * @throws {@link CorruptVersionError} when that cannot be read, or belongs elsewhere.
 */
export function promptIdIn(
  { files, archive }: Pick<OpenStore, 'files' | 'archive'>,
  { name, path }: Pick<PromptDirectory, 'name' | 'path'>,
  versions: readonly string[],
): string | undefined {
  for (const version of versions) {
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
