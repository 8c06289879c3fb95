import type { TestResult } from '@autoopt/collector'
import type { PromptVariant, TestCase } from '@autoopt/config'

/** What a batch of runs is paid for. */
export type EvaluationPurpose = 'baseline' | 'search' | 'confirm' | 'ablate' | 'holdout'

export interface EvaluateOptions {
  /** Indices of fresh draws, each run once for each case: `[0]`, `[3, 4, 5]`. Equal indices mean equal draws. */
  readonly repeats: readonly number[]
  /** Whether each result carries the `traces` of its runs. */
  readonly keepTraces: boolean
  readonly purpose: EvaluationPurpose
  readonly signal?: AbortSignal
}

/**
 * Runs one variant on some cases and yields a result for each case and repeat, in the order they finish. Failures of the
 * infrastructure are retried inside; what stays broken comes as `infra_error`.
 */
export type Evaluate = (
  variant: PromptVariant,
  cases: readonly TestCase[],
  options: EvaluateOptions,
) => AsyncIterable<TestResult>
