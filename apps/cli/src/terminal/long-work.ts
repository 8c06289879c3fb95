import { interruptible } from './interruptible.ts'
import { ProgressLine, type WorkCounts } from './progress-line.ts'

/** What long work takes to be stopped and watched. */
export interface Watch {
  readonly signal: AbortSignal
  /** @param doing instead of what the work does as a whole. */
  readonly onProgress: (counts: WorkCounts, doing?: string) => void
}

/**
 * Does long work: with a progress line on a terminal, until Ctrl-C stops it.
 *
 * @param what is being done, e.g. `verifying`; `howToGoOn` after it was stopped, as a sentence.
 * @throws an error with the code `CLI-INTERRUPTED-001` when it was stopped.
 */
export async function longWork<Value>(
  { what, howToGoOn }: { readonly what: string; readonly howToGoOn: string },
  work: (watch: Watch) => Promise<Value>,
): Promise<Value> {
  using line = new ProgressLine()
  return await interruptible(howToGoOn, async (signal) =>
    work({ signal, onProgress: (counts, doing = what) => line.show(doing, counts) }),
  )
}
