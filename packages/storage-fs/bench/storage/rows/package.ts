/** What it costs to install the package and to import it. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { compare, type Contender } from '../comparison.ts'
import type { Context } from '../context.ts'
import { installSize } from '../install-size.ts'
import type { Row } from '../row.ts'
import { spreadOf } from '../spread.ts'

const packageFolder = fileURLToPath(new URL('../../../', import.meta.url))

export async function measure({ rounds }: Context): Promise<Row[]> {
  const [own, core, empty] = [
    'a process with @autoopt/storage-fs',
    'a process with @autoopt/storage-core',
    'a process of node alone',
  ]
  const run = await compare(
    [startOf(own, "import '@autoopt/storage-fs'"), startOf(core, "import '@autoopt/storage-core'"), startOf(empty, '')],
    { rounds },
  )
  const floor = run.values(empty)
  const importMs = run.values(own).map((value, round) => value - (floor[round] ?? Number.NaN))
  const { ownBytes, dependencies } = installSize(packageFolder)
  return [
    {
      id: 'package',
      title: 'Import and installation of the package',
      figures: [
        { name: 'import @autoopt/storage-fs', unit: 'ms', value: spreadOf(importMs) },
        ...run.figures([own, core, empty], 'ms'),
        { name: 'the package itself', unit: 'kB', value: spreadOf([ownBytes / 1000]) },
        ...dependencies.map(({ name, bytes }) => ({ name, unit: 'kB', value: spreadOf([bytes / 1000]) })),
        {
          name: 'installed altogether',
          unit: 'kB',
          value: spreadOf([dependencies.reduce((sum, { bytes }) => sum + bytes, ownBytes) / 1000]),
        },
      ],
      claims: [],
      rounds: run.count,
    },
  ]
}

/** A process that runs a module from standard input. */
function startOf(name: string, source: string): Contender {
  return {
    name,
    sample: () => {
      const start = performance.now()
      const { status } = spawnSync(process.execPath, [...flags, '--input-type=module', '--eval', source], {
        cwd: packageFolder,
      })
      if (status !== 0) throw new Error(`${name} failed`)
      return performance.now() - start
    },
  }
}

const flags = process.execArgv.filter((flag) => flag.startsWith('--conditions'))
