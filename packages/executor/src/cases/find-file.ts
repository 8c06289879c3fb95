import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'

/** The absolute path of a file that a plan names, with `/` or as on Windows with `\\`; `undefined` when there is none. */
export async function findFile(baseFolder: string, path: string): Promise<string | undefined> {
  for (const written of new Set([path, path.replaceAll('\\', '/')])) {
    const absolute = resolve(baseFolder, written)
    const stats = await stat(absolute).catch(() => undefined)
    if (stats?.isFile() === true) return absolute
  }
  return undefined
}
