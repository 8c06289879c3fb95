import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { UsageError } from '../exit-code.ts'
import { loadSettings } from '../files/load-settings.ts'

/** The name of the run that was begun last. */
const latest = 'latest'

/**
 * The folder of the run that a person names: a path, an id in the folder of runs, or `latest`.
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
  const known = await runsIn(folder)
  const [newest] = known
  if (name === latest && newest !== undefined) return resolve(folder, newest)
  const found =
    newest === undefined ? `${folder} holds no run` : `the latest in ${folder} are ${known.slice(0, 5).join(', ')}`
  throw new UsageError(`There is no run "${name}", neither as a path nor in ${folder}; ${found}.`)
}

/** The newest first. */
async function runsIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch((): string[] => [])).filter((name) => isRun(join(folder, name)))
  const dated = await Promise.all(
    names.map(async (name) => ({ name, begun: (await stat(join(folder, name, manifestName))).mtimeMs })),
  )
  return dated.toSorted((one, other) => other.begun - one.begun).map(({ name }) => name)
}

const manifestName = 'manifest.json'

function isRun(path: string): boolean {
  return existsSync(join(path, manifestName))
}
