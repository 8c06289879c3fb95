import type { OutputOptions } from '../files/write-app.ts'
import type { StorageOptions } from '../open-storage.ts'
import type { TestRunFlags } from '../test-run/test-run-options.ts'

/** What decides what a campaign does; kept with it, so that it can be resumed by its name alone. */
export interface CampaignFlags extends Omit<TestRunFlags, 'variant' | 'repeat' | 'filter' | 'from' | 'trace'> {
  readonly plan?: string
  readonly workflowId?: string
  readonly prompt?: readonly string[]
  readonly reflectionModel?: string
  readonly strategy?: readonly string[]
  readonly budget?: string
  readonly maxRuns?: string
  readonly maxMinutes?: string
  readonly maxCostIncrease?: string
  readonly maxLatencyIncrease?: string
  readonly seed?: string
}

/** Flags of `optimize` by results. */
export interface CampaignCommandOptions extends CampaignFlags, OutputOptions, StorageOptions {
  /** A campaign to go on with; `true` is the latest. */
  readonly resume?: string | true
  readonly yes?: boolean
  readonly events?: string
  readonly accept?: string
  readonly label?: string
  readonly check?: boolean
  readonly json?: boolean
}
