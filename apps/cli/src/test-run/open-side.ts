import type { TestResult } from '@autoopt/collector'
import { readResults, readRunRecord, type RunFolderSummary, type RunRecord, summarizeRun } from '@autoopt/executor'
import { UsageError } from '../exit-code.ts'
import { findRun } from './find-run.ts'

/** One side of a comparison: a run, and the variant of it that was named. */
export interface Side {
  readonly folder: string
  readonly record: RunRecord
  readonly summary: RunFolderSummary
  /** `undefined`: all. */
  readonly variant: string | undefined
}

/**
 * Opens what `<run>` or `<run>:<variant>` names.
 *
 * @throws {@link UsageError} when there is no such run or variant.
 */
export async function openSide(
  name: string,
  options: { readonly runs?: string; readonly env?: string },
): Promise<Side> {
  const { folder, variant } = await findSide(name, options)
  const record = await readRunRecord(folder)
  const known = [...new Set(record.manifests.map(({ variant_id }) => variant_id))]
  if (variant !== undefined && !known.includes(variant))
    throw new UsageError(`The run ${folder} has no variant "${variant}". It has ${known.join(', ')}.`)
  return { folder, record, summary: await summarizeRun(folder), variant }
}

async function findSide(
  name: string,
  options: { readonly runs?: string; readonly env?: string },
): Promise<{ readonly folder: string; readonly variant: string | undefined }> {
  const colon = name.lastIndexOf(':')
  try {
    return { folder: await findRun(name, options), variant: undefined }
  } catch (error) {
    if (colon < 1 || !(error instanceof UsageError)) throw error
    return { folder: await findRun(name.slice(0, colon), options), variant: name.slice(colon + 1) }
  }
}

/** The rows of one variant of one workflow. */
export async function* rowsOf(
  folder: string,
  { workflow, variant }: { readonly workflow: string; readonly variant: string },
): AsyncGenerator<TestResult> {
  for await (const result of readResults(folder))
    if (result.workflow_id === workflow && result.variant_id === variant) yield result
}
