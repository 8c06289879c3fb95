import type { TestCase } from '@autoopt/config'
import type { RunTrace } from '@autoopt/trace'
import type { PlannedRun } from '../manifest/planned-run.ts'

/** One case that is to run once: on one variant, or on all that have it when its assertions compare them. */
export interface CaseTask {
  /** With paths of files as the target finds them. */
  readonly testCase: TestCase
  readonly caseSha256: string
  /** From 0. */
  readonly repeat: number
  readonly variants: readonly VariantTask[]
}

/** A case on one variant, with what earlier tries came to: a failure of the judge does not run the workflow again. */
export interface VariantTask {
  readonly run: PlannedRun
  /** Whether there is a result already, and the variant only runs to be compared with. */
  readonly isFinished: boolean
  /** ISO 8601, UTC: of the first try. */
  startedAt?: string
  runs?: readonly RunTrace[]
}
