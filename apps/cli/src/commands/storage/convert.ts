import { parseCount } from '../../arguments/parse-count.ts'
import { exitCode, type ExitCode } from '../../exit-code.ts'
import { openNamedStorage } from '../../open-storage.ts'
import { countOf } from '../../terminal/count-of.ts'
import { longWork } from '../../terminal/long-work.ts'
import { print, printJson, tell } from '../../terminal/print.ts'
import type { StorageCommandOptions } from './storage-command-options.ts'

export interface ConvertCommandOptions extends StorageCommandOptions {
  readonly shardDepth: string
  readonly apply?: boolean
}

/** Says how many prompts would move into other shards, and moves them once `--apply` says so. */
export async function convert(options: ConvertCommandOptions): Promise<ExitCode> {
  const { apply = false, json } = options
  const shardDepth = parseCount('--shard-depth', options.shardDepth, { max: 4 })
  await using store = await openNamedStorage(options)
  const howToGoOn = 'Nobody can open the store until it is converted; run the same command again to finish it.'
  const { prompts, moved } = await longWork({ what: 'converting', howToGoOn }, async (watch) =>
    store.convertSharding({ shardDepth, dryRun: !apply, ...watch }),
  )
  if (json) printJson({ applied: apply, prompts, moved, shard_depth: shardDepth })
  else {
    const where = shardDepth === 0 ? 'out of shards' : `into shards named by ${countOf(shardDepth, 'hex digit')}`
    print(`${moved} of ${countOf(prompts, 'prompt')} ${apply ? 'moved' : 'would move'} ${where}.`)
    if (!apply && moved > 0) tell('Nothing was changed. Let no process use the store, then do it with --apply.')
  }
  return exitCode.fine
}
