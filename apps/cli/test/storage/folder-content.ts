import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** Every file below a folder with its content, by its path; to see that nothing was changed. */
export async function folderContent(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const contents: Record<string, string> = {}
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile()) contents[relative(folder, path)] = await readFile(path, 'latin1')
  }
  return contents
}
