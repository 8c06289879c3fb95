import type { PlannedRun, WorkflowTarget } from '@autoopt/executor'
import { DifyTarget } from '@autoopt/executor/dify'
import { ledgerFolder, ledgerOf } from '../dify/ledger-of.ts'
import { openDify } from '../dify/open-dify.ts'
import { UsageError } from '../exit-code.ts'
import { invocation } from '../terminal/invocation.ts'
import type { LoadedPlan } from './load-test-plan.ts'
import type { Surroundings } from './open-target.ts'

/**
 * Opens the Dify server of the configuration for the runs of a plan.
 *
 * @throws {@link UsageError} when no server is configured, or a model is named that only this process could ask.
 */
export async function openDifyTarget(
  planned: readonly PlannedRun[],
  { loaded, options, onNotice }: Surroundings,
): Promise<WorkflowTarget> {
  if (options.model !== undefined)
    throw new UsageError('On Dify, apps ask the models of the server: --model does not go with the target dify.')
  const { config } = await openDify(options.env === undefined ? {} : { env: options.env })
  const left = await ledgerOf().abandoned()
  if (left.length > 0)
    onNotice(
      `An earlier run left ${left.length} temporary apps on a server. To delete them: ${invocation()} dify cleanup`,
    )
  const sourceAppId = appIdOf(planned, loaded)
  return new DifyTarget({ config, ledgerFolder, ...(sourceAppId !== undefined && { sourceAppId }) })
}

/** The app that all runs of the plan come from, where there is one: it has the secrets that exported files lack. */
function appIdOf(planned: readonly PlannedRun[], { catalog }: LoadedPlan): string | undefined {
  const workflows = new Set(planned.map(({ manifest }) => manifest.workflow.id))
  const [id, ...others] = workflows
  return others.length > 0 ? undefined : catalog.workflows.find((entry) => entry.id === id)?.dify?.app_id
}
