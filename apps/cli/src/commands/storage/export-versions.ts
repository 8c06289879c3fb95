import { existsSync } from 'node:fs'
import { exitCode, type ExitCode, UsageError } from '../../exit-code.ts'
import { openNamedStorage } from '../../open-storage.ts'
import { countOf } from '../../terminal/count-of.ts'
import { longWork } from '../../terminal/long-work.ts'
import { print, printJson, tell } from '../../terminal/print.ts'
import type { StorageCommandOptions } from './storage-command-options.ts'

export interface ExportCommandOptions extends StorageCommandOptions {
  readonly force?: boolean
}

/** Writes every version and label of a store into a file of JSON lines; `-` stands for stdout. */
export async function exportVersions(file: string, options: ExportCommandOptions): Promise<ExitCode> {
  const toStdout = file === '-'
  if (toStdout && options.json)
    throw new UsageError('Only one document fits on stdout: leave out --json or name a file.')
  if (!toStdout && !options.force && existsSync(file)) {
    throw new UsageError(`${file} is there already. Choose another name, or replace it with --force.`)
  }
  await using store = await openNamedStorage(options)
  const howToGoOn = toStdout ? 'What was written ends too early.' : `${file} was not written; run the command again.`
  const counts = await longWork({ what: 'exporting', howToGoOn }, async (watch) =>
    store.exportTo(toStdout ? process.stdout : file, watch),
  )
  const { prompts, versions, labels } = counts
  const summary = `${countOf(versions, 'version')} of ${countOf(prompts, 'prompt')} and ${countOf(labels, 'label')} exported`
  if (options.json) printJson({ file, prompts, versions, labels })
  else if (toStdout) tell(`${summary}.`)
  else print(`${summary} to ${file}.`)
  return exitCode.fine
}
