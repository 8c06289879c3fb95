import { LocalTarget, type LocalTargetOptions, type PlannedRun, type WorkflowTarget } from '@autoopt/executor'
import type { LoadedPlan } from './load-test-plan.ts'
import type { TestRunOptions } from './test-run-options.ts'

/** What a target is opened with. */
export interface Surroundings {
  readonly loaded: LoadedPlan
  readonly options: TestRunOptions
  /** How apps run in this process. */
  readonly local: LocalTargetOptions
  readonly onNotice: (text: string) => void
}

/**
 * Opens where the runs of a plan go: this process, or the Dify server of the configuration.
 *
 * @throws `UsageError` when no server is configured, or a model is named that only this process could ask.
 */
export async function openTarget(planned: readonly PlannedRun[], surroundings: Surroundings): Promise<WorkflowTarget> {
  const name = planned[0]?.manifest.target ?? 'local'
  if (name === 'local') return new LocalTarget(surroundings.local)
  const { openDifyTarget } = await import('./open-dify-target.ts')
  return openDifyTarget(planned, surroundings)
}
