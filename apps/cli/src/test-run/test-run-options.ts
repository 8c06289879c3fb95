import type { ModelOptions } from '../run/open-models.ts'
import type { RuntimeFlags } from '../run/read-runtime-options.ts'

/** What decides which results a run of a plan has; kept with the run, so that it can be resumed. */
export interface TestRunFlags extends ModelOptions, RuntimeFlags {
  readonly workflow?: readonly string[]
  readonly variant?: readonly string[]
  readonly cases?: string
  readonly judge?: string
  readonly embedding?: string
  readonly repeat?: string
  readonly filter?: string
  readonly from?: string
  /** Where variants run. Default: what the plan says. */
  readonly target?: 'local' | 'dify'
  readonly env?: string
  readonly runs?: string
  readonly concurrency?: string
  readonly maxCost?: string
  readonly maxCalls?: string
  readonly trace?: boolean
}

/** Flags of `run` over a plan or a file of cases. */
export interface TestRunOptions extends TestRunFlags {
  readonly resume?: string
  /** A file of recordings to add to. */
  readonly record?: string
  readonly dryRun?: boolean
  readonly check?: boolean
  readonly json?: boolean
}
