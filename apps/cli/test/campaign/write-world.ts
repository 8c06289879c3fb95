import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type World, worldNamed } from '@autoopt/simulator'

/** Writes app file and cases of a simulated world into a folder, as `app.yml` and `cases.jsonl`. */
export async function writeWorld(folder: string, name: string, count = 40): Promise<World> {
  const world = worldNamed(name)
  const cases = [...world.cases.train, ...world.cases.validation, ...world.cases.test].slice(0, count)
  await writeFile(join(folder, 'app.yml'), world.app)
  await writeFile(join(folder, 'cases.jsonl'), cases.map((one) => `${JSON.stringify(one)}\n`).join(''))
  return world
}
