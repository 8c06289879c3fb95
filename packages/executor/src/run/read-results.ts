import { join } from 'node:path'
import type { TestResult } from '@autoopt/collector'
import { DamagedResultsError } from '../errors.ts'
import { isMissing } from './is-missing.ts'
import { type FileLine, readLines } from './read-lines.ts'
import { isResult, readResultLine } from './read-result-line.ts'

/** A result and the offset of the first byte after its line. */
export interface StoredResult {
  readonly result: TestResult
  readonly end: number
}

/**
 * Reads the results of a run folder in constant memory, also while the run goes on. What a killed process left behind the last whole
 * line is passed over.
 *
 * @throws {@link DamagedResultsError} for a line in between that is no result.
 */
export async function* readResults(folder: string): AsyncGenerator<TestResult> {
  for await (const { result } of readStoredResults(join(folder, 'results.jsonl'))) yield result
}

/** As {@link readResults}, with places. A file that is not there has no results. */
export async function* readStoredResults(path: string): AsyncGenerator<StoredResult> {
  let damaged: { readonly line: FileLine; readonly finding: string } | undefined
  try {
    for await (const line of readLines(path)) {
      const result = readResultLine(line)
      if (!isResult(result)) {
        damaged ??= { line, finding: result.finding }
        continue
      }
      if (damaged !== undefined)
        throw new DamagedResultsError({ path, line: damaged.line.number, finding: damaged.finding })
      yield { result, end: line.end }
    }
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}
