import { parseDuration } from '../../arguments/parse-duration.ts'
import { exitCode, type ExitCode } from '../../exit-code.ts'
import { openNamedStorage } from '../../open-storage.ts'
import { countOf } from '../../terminal/count-of.ts'
import { formatBytes } from '../../terminal/format-bytes.ts'
import { longWork } from '../../terminal/long-work.ts'
import { print, printJson, tell } from '../../terminal/print.ts'
import type { StorageCommandOptions } from './storage-command-options.ts'

export interface EmptyTrashCommandOptions extends StorageCommandOptions {
  readonly olderThan?: string
  readonly forget?: boolean
  readonly apply?: boolean
}

/** Says what is in the trash, and removes it for good once `--apply` says so. */
export async function emptyTrash(options: EmptyTrashCommandOptions): Promise<ExitCode> {
  const { olderThan = '0s', forget = false, apply = false, json } = options
  const olderThanMs = parseDuration('--older-than', olderThan)
  await using store = await openNamedStorage(options)
  const howToGoOn = apply
    ? 'What was removed is gone; run the same command again for the rest.'
    : 'Nothing was changed.'
  const report = await longWork({ what: 'emptying', howToGoOn }, async (watch) =>
    store.emptyTrash({ olderThanMs, forget, dryRun: !apply, ...watch }),
  )
  const { versions, forgotten, cleared, bytes } = report
  if (json) printJson({ applied: apply, versions, forgotten, cleared, bytes })
  else {
    const parts = [
      countOf(versions, 'deleted version'),
      ...(cleared > 0 ? [countOf(cleared, 'cleared store')] : []),
      ...(forget ? [`the ${countOf(forgotten, 'number')} they had`] : []),
    ]
    print(`${parts.join(', ')}: ${formatBytes(bytes)} ${apply ? 'are gone' : 'would be gone, for good'}.`)
    if (!apply && versions + cleared + forgotten > 0) tell('Nothing was changed. Do it with --apply.')
  }
  return exitCode.fine
}
