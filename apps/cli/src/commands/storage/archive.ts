import { exitCode, type ExitCode } from '../../exit-code.ts'
import { openNamedStorage } from '../../open-storage.ts'
import { countOf } from '../../terminal/count-of.ts'
import { longWork } from '../../terminal/long-work.ts'
import { print, printJson } from '../../terminal/print.ts'
import { parseRetention, type RetentionCommandOptions } from './prune.ts'
import { skippedToJson, tellSkipped } from './report-skipped.ts'

/** Moves old versions into packs, where they are read as before. */
export async function archive(options: RetentionCommandOptions): Promise<ExitCode> {
  const { keepLast, maxAgeMs } = parseRetention(options)
  await using store = await openNamedStorage(options)
  const howToGoOn = 'What was archived stays so; run the same command again for the rest.'
  const { prompts, versions, skipped } = await longWork({ what: 'archiving', howToGoOn }, async (watch) =>
    store.archive({ keepLast, olderThanMs: maxAgeMs, ...watch }),
  )
  if (options.json) printJson({ prompts, versions, skipped: skippedToJson(skipped) })
  else print(`${countOf(versions, 'version')} of ${countOf(prompts, 'prompt')} went into packs.`)
  tellSkipped(skipped)
  return skipped.length === 0 ? exitCode.fine : exitCode.world
}
