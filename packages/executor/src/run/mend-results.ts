import { truncate } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestResult } from '@autoopt/collector'
import { readStoredResults } from './read-results.ts'
import { replaceFile } from './replace-file.ts'
import { isMissing } from './is-missing.ts'

/**
 * Makes the results of a run ready to be gone on with: a torn end is cut off, and results that were lost to the infrastructure are
 * taken out, so that their cases run again. Each result that stays is told.
 *
 * @throws {@link DamagedResultsError}, and then nothing has changed.
 */
export async function mendResults(folder: string, onResult: (result: TestResult) => void): Promise<void> {
  const path = join(folder, 'results.jsonl')
  let end = 0
  let lost = 0
  for await (const stored of readStoredResults(path)) {
    end = stored.end
    if (stored.result.status === 'infra_error') lost += 1
    else onResult(stored.result)
  }
  if (lost > 0) return replaceFile(path, linesOfKept(path))
  try {
    await truncate(path, end)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

async function* linesOfKept(path: string): AsyncGenerator<string> {
  for await (const { result } of readStoredResults(path)) {
    if (result.status !== 'infra_error') yield `${JSON.stringify(result)}\n`
  }
}
