import type { RunFolderSummary, StopReason } from '@autoopt/executor'

/** How a run, or a part of one, came to its end. */
export interface EndedRun {
  readonly folder: string
  readonly summary: RunFolderSummary
  /** Why it ended before all cases had a result. */
  readonly stopped: StopReason | undefined
}
