import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** Every file below a folder with its content, by its path with `/`; those that start with a given name are left out. */
export async function folderContent(folder: string, without: readonly string[] = []): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  const contents: Record<string, string> = {}
  for (const path of files.toSorted()) {
    const name = relative(folder, path).replaceAll('\\', '/')
    if (!without.some((start) => name.startsWith(start))) contents[name] = await readFile(path, 'latin1')
  }
  return contents
}
