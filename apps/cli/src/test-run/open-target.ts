import { LocalTarget, type PlannedRun, type WorkflowTarget } from '@autoopt/executor'
import type { RuntimeOptions } from '@autoopt/runtime'
import { UsageError } from '../exit-code.ts'

/**
 * Opens where the runs of a plan go.
 *
 * @throws {@link UsageError} for a target that this version does not run on.
 */
export function openTarget(planned: readonly PlannedRun[], local: RuntimeOptions): WorkflowTarget {
  const name = planned[0]?.manifest.target ?? 'local'
  if (name === 'local') return new LocalTarget(local)
  throw new UsageError(`The plan asks for the target ${name}; this version runs plans on the target local only.`)
}
