import { readResults } from './read-results.ts'
import { readRunRecord } from './run-folder.ts'
import type { RunFolderSummary } from './run-summary.ts'
import { RunTally } from './run-tally.ts'

/** Sums a run folder up from its rows, as `summary.json` would. Throws what reading it throws. */
export async function summarizeRun(folder: string): Promise<RunFolderSummary> {
  const tally = new RunTally(await readRunRecord(folder))
  for await (const result of readResults(folder)) tally.add(result)
  return tally.summary()
}
