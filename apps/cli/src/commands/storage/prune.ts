import type { PruneReport } from '@autoopt/storage-fs'
import { parseCount } from '../../arguments/parse-count.ts'
import { parseDuration } from '../../arguments/parse-duration.ts'
import { exitCode, type ExitCode, UsageError } from '../../exit-code.ts'
import { openNamedStorage } from '../../open-storage.ts'
import { countOf } from '../../terminal/count-of.ts'
import { longWork } from '../../terminal/long-work.ts'
import { formatTable, print, printJson, tell } from '../../terminal/print.ts'
import { skippedToJson, tellSkipped } from './report-skipped.ts'
import type { StorageCommandOptions } from './storage-command-options.ts'

/** Which versions are old. */
export interface RetentionCommandOptions extends StorageCommandOptions {
  readonly keepLast?: string
  readonly maxAge?: string
}

export interface PruneCommandOptions extends RetentionCommandOptions {
  readonly archive?: boolean
  readonly apply?: boolean
  readonly dryRun?: boolean
}

/** Says which versions are old enough to go, and moves them to the trash or into packs once `--apply` says so. */
export async function prune(options: PruneCommandOptions): Promise<ExitCode> {
  const { archive = false, apply = false, dryRun = false, json } = options
  if (apply && dryRun) throw new UsageError('--apply and --dry-run exclude each other.')
  const rule = parseRetention(options)
  await using store = await openNamedStorage(options)
  const what = apply ? 'pruning' : 'looking'
  const howToGoOn = apply
    ? 'What was done stays done; run the same command again for the rest.'
    : 'Nothing was changed.'
  const report = await longWork({ what, howToGoOn }, async (watch) =>
    store.prune({ ...rule, ...watch, archive, dryRun: !apply }),
  )
  if (json) printJson(toJson(report, archive))
  else printReport(report, archive)
  tellSkipped(report.skipped)
  return report.skipped.length === 0 ? exitCode.fine : exitCode.world
}

/** @throws {@link UsageError} when nothing says which versions are old. */
export function parseRetention({ keepLast, maxAge }: RetentionCommandOptions): {
  keepLast?: number
  maxAgeMs?: number
} {
  if (keepLast === undefined && maxAge === undefined) {
    throw new UsageError('Which versions are old? Say --keep-last <n>, --max-age <duration> (such as 90d), or both.')
  }
  return {
    ...(keepLast === undefined ? {} : { keepLast: parseCount('--keep-last', keepLast) }),
    ...(maxAge === undefined ? {} : { maxAgeMs: parseDuration('--max-age', maxAge) }),
  }
}

function printReport({ prompts, versions, dryRun }: PruneReport, archive: boolean): void {
  const touched = prompts.filter(({ goes }) => goes.length > 0)
  const rows = touched.map(({ promptId, goes, kept }) => [
    promptId,
    goes.join(' '),
    kept.map(({ version, because }) => `${version} (${because})`).join(' '),
  ])
  if (rows.length > 0) print(formatTable(['PROMPT', dryRun ? 'GOES' : 'WENT', 'OLD BUT STAYS'], rows))
  const staying = prompts.reduce((sum, { kept }) => sum + kept.length, 0)
  if (staying > 0)
    tell(`${countOf(staying, 'old version')} stay: the latest, the best, labelled ones, and parents of what stays.`)
  const where = archive ? 'into packs' : 'to the trash'
  const what = `${countOf(versions, 'version')} of ${countOf(touched.length, 'prompt')}`
  print(dryRun ? `${what} would go ${where}.` : `${what} went ${where}.`)
  if (dryRun && versions > 0) tell('Nothing was changed. Do it with --apply.')
}

function toJson({ dryRun, versions, prompts, skipped }: PruneReport, archive: boolean): unknown {
  return {
    applied: !dryRun,
    archive,
    versions,
    prompts: prompts.map(({ promptId, goes, kept }) => ({ prompt_id: promptId, goes, kept })),
    skipped: skippedToJson(skipped),
  }
}
