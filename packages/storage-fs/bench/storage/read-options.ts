import { tmpdir } from 'node:os'
import { parseArgs } from 'node:util'

export const usage = `npm run bench:storage -- [options]

  --dir <folder>   where to measure, on the disk that matters (default: the folder for temporary files)
  --rows <ids>     only these rows, e.g. 1,2,9
  --quick          fewer rounds, and a tenth of the big store
  --json           one JSON document instead of a table
  --keep           leave what was written, instead of removing it
  --help`

export interface BenchOptions {
  readonly dir: string
  /** All rows, when undefined. */
  readonly rows: readonly string[] | undefined
  readonly isQuick: boolean
  readonly isJson: boolean
  readonly keeps: boolean
  readonly asksForHelp: boolean
}

/** Reads the command line; throws what `node:util` says about options that there are not. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      dir: { type: 'string', default: tmpdir() },
      rows: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    dir: values.dir,
    rows: values.rows?.split(',').map((row) => row.trim()),
    isQuick: values.quick,
    isJson: values.json,
    keeps: values.keep,
    asksForHelp: values.help,
  }
}
