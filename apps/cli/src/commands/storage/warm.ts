import { parseCount } from '../../arguments/parse-count.ts'
import { exitCode, type ExitCode } from '../../exit-code.ts'
import { openNamedStorage } from '../../open-storage.ts'
import { countOf } from '../../terminal/count-of.ts'
import { longWork } from '../../terminal/long-work.ts'
import { print, printJson } from '../../terminal/print.ts'
import type { StorageCommandOptions } from './storage-command-options.ts'

export interface WarmCommandOptions extends StorageCommandOptions {
  readonly topN: string
}

/** Reads the latest versions of the prompts that changed last, so that the operating system has them in memory. */
export async function warm(options: WarmCommandOptions): Promise<ExitCode> {
  const topN = parseCount('--top-n', options.topN, { min: 1 })
  await using store = await openNamedStorage(options)
  const prompts = await longWork({ what: 'warming', howToGoOn: 'What was read is in memory.' }, async (watch) =>
    store.warm({ topN, ...watch }),
  )
  if (options.json) printJson({ prompts })
  else print(`${countOf(prompts, 'prompt')} read; the operating system has them in memory for whoever comes next.`)
  return exitCode.fine
}
