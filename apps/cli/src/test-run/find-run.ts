import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { UsageError } from '../exit-code.ts'
import { loadSettings } from '../files/load-settings.ts'

/**
 * The folder of the run that a person names: a path, or an id in the folder of runs.
 *
 * @throws {@link UsageError} when there is no such run.
 */
export async function findRun(
  name: string,
  { runs, env }: { readonly runs?: string; readonly env?: string },
): Promise<string> {
  if (isRun(name)) return resolve(name)
  const folder = runs ?? (await loadSettings(env))?.io_paths.runs ?? 'runs'
  const inside = join(folder, name)
  if (isRun(inside)) return resolve(inside)
  const known = await readdir(folder).catch((): string[] => [])
  const latest = known
    .filter((entry) => isRun(join(folder, entry)))
    .toSorted()
    .slice(-5)
  const found = latest.length === 0 ? `${folder} holds no run` : `the latest in ${folder} are ${latest.join(', ')}`
  throw new UsageError(`There is no run "${name}", neither as a path nor in ${folder}; ${found}.`)
}

function isRun(path: string): boolean {
  return existsSync(join(path, 'manifest.json'))
}
