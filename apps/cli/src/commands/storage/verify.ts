import type { Problem, VerifyReport } from '@autoopt/storage-fs'
import { exitCode, type ExitCode } from '../../exit-code.ts'
import { openNamedStorage } from '../../open-storage.ts'
import { countOf } from '../../terminal/count-of.ts'
import { formatBytes } from '../../terminal/format-bytes.ts'
import { longWork } from '../../terminal/long-work.ts'
import { paint } from '../../terminal/paint.ts'
import { print, printJson, tell } from '../../terminal/print.ts'
import type { StorageCommandOptions } from './storage-command-options.ts'

export interface VerifyCommandOptions extends StorageCommandOptions {
  readonly repair?: boolean
  readonly check?: boolean
}

/** Reads everything of a store and says what is wrong with it. */
export async function verify(options: VerifyCommandOptions): Promise<ExitCode> {
  await using store = await openNamedStorage(options)
  const { repair = false } = options
  const howToGoOn = repair ? 'What was repaired stays so; run the command again for the rest.' : 'Nothing was changed.'
  const report = await longWork({ what: 'verifying', howToGoOn }, async (watch) => store.verify({ ...watch, repair }))
  if (options.json) printJson(toJson(report))
  else printReport(report)
  if (report.isSound) return exitCode.fine
  if (!repair) tell('To put aside what is damaged and into place what is misplaced, add --repair.')
  return options.check ? exitCode.checkFailed : exitCode.world
}

function printReport({ prompts, versions, bytes, problems, isSound }: VerifyReport): void {
  for (const problem of problems) print(describe(problem))
  const verdict = isSound ? paint('green', 'sound') : paint('red', 'damaged')
  const counts = `${countOf(prompts, 'prompt')}, ${countOf(versions, 'version')}, ${formatBytes(bytes)}`
  print(`${verdict}: ${counts}, ${countOf(problems.length, 'problem')}`)
}

function describe({ kind, path, message, repaired }: Problem): string {
  return `${kind}  ${path}: ${message}${repaired === undefined ? '' : ` ${paint('green', 'Repaired')}: ${repaired}`}`
}

function toJson({ prompts, versions, bytes, problems, isSound }: VerifyReport): unknown {
  return {
    prompts,
    versions,
    bytes,
    is_sound: isSound,
    problems: problems.map(({ kind, path, message, repaired = null }) => ({ kind, path, message, repaired })),
  }
}
