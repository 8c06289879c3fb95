import { existsSync } from 'node:fs'
import { exitCode, type ExitCode, UsageError } from '../../exit-code.ts'
import { openNamedStorage } from '../../open-storage.ts'
import { countOf } from '../../terminal/count-of.ts'
import { longWork } from '../../terminal/long-work.ts'
import { print, printJson } from '../../terminal/print.ts'
import type { StorageCommandOptions } from './storage-command-options.ts'

/** Saves what was exported, without replacing anything; `-` stands for stdin. */
export async function importVersions(file: string, options: StorageCommandOptions): Promise<ExitCode> {
  const fromStdin = file === '-'
  if (!fromStdin && !existsSync(file)) throw new UsageError(`There is no file ${file}.`)
  await using store = await openNamedStorage(options, { mayBeNew: true })
  const howToGoOn = 'What was imported stays; run the same command again for the rest.'
  const report = await longWork({ what: 'importing', howToGoOn }, async (watch) =>
    store.importFrom(fromStdin ? process.stdin : file, watch),
  )
  const { saved, skipped, labels } = report
  if (options.json) printJson({ file, saved, skipped, labels })
  else print(`${countOf(saved, 'version')} and ${countOf(labels, 'label')} imported, ${skipped} were there.`)
  return exitCode.fine
}
