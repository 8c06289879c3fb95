import { exitCode, type ExitCode } from '../../exit-code.ts'
import { openNamedStorage } from '../../open-storage.ts'
import { countOf } from '../../terminal/count-of.ts'
import { print, printJson } from '../../terminal/print.ts'
import type { StorageCommandOptions } from './storage-command-options.ts'

/** Writes the index of a store anew from what is on disk. */
export async function rebuildIndex(options: StorageCommandOptions): Promise<ExitCode> {
  await using store = await openNamedStorage(options)
  const prompts = await store.rebuildIndex()
  if (options.json) printJson({ prompts })
  else print(`The index names ${countOf(prompts, 'prompt')}.`)
  return exitCode.fine
}
