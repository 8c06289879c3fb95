import { listDirectory } from '../files/directories.ts'
import type { FilePort } from '../files/file-port.ts'
import { statFile } from '../files/stat-file.ts'
import { archivePath } from '../layout/store-layout.ts'
import { versionFileName } from '../layout/version-file-name.ts'
import type { ArchivedVersions } from './archived-versions.ts'

/** What a prompt has. */
export interface VersionFiles {
  /** The names in its directory, and those that the files of its archived versions had. */
  readonly names: Set<string>
  readonly archived: ReadonlySet<string>
}

const nothing: ReadonlySet<string> = new Set()

/** Lists the names in the directory of a prompt and in its packs, such that nothing is missed that goes between them. */
export function listVersionFiles(
  { files, archive }: { readonly files: FilePort; readonly archive: ArchivedVersions },
  directory: string,
): VersionFiles {
  const names = new Set(listDirectory(files, directory))
  // The directory of the packs is made before the first of them, and stays.
  if (!names.has('.archive') && statFile(files, archivePath(directory)) === undefined)
    return { names, archived: nothing }
  return archive.whileSteady(directory, () => {
    const archived = new Set(archive.versions(directory).map(versionFileName))
    return { names: new Set([...archived, ...listDirectory(files, directory)]), archived }
  })
}
