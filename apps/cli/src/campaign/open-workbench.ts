import { judgeByAssertions, type LocalTargetOptions, TargetEvaluator } from '@autoopt/executor'
import { findModel, type Ledger } from '@autoopt/llm'
import type { Evaluate, ModelObject, TokenPrice } from '@autoopt/optimizer'
import { openSandbox } from '@autoopt/runtime'
import { UsageError } from '../exit-code.ts'
import { fullModelName, openModels } from '../run/open-models.ts'
import { readRuntimeOptions } from '../run/read-runtime-options.ts'
import { describeWait } from '../test-run/describe-wait.ts'
import { inRepeat } from '../test-run/in-repeat.ts'
import { portsOf } from '../test-run/open-models-of-run.ts'
import { openTarget } from '../test-run/open-target.ts'
import type { CampaignFlags } from './campaign-flags.ts'
import { reflectionPriceOf } from './campaign-limits.ts'
import type { CampaignSubject } from './open-campaign.ts'

/** Everything that a campaign runs and asks. Close it to end what was started for it. */
export interface Workbench extends AsyncDisposable {
  readonly evaluate: Evaluate
  readonly reflectionModel: ModelObject
  readonly reflectionPrice: TokenPrice | undefined
  /** Names of the simulated models that have answered. */
  readonly simulated: ReadonlySet<string>
}

export interface WorkbenchOptions {
  readonly flags: CampaignFlags
  /** Holds the caps of all roles. */
  readonly ledger: Ledger
  readonly onNotice: (text: string) => void
}

/**
 * Opens target and models of a campaign.
 *
 * @throws {@link UsageError} when no model thinks of changes.
 */
export async function openWorkbench(subject: CampaignSubject, options: WorkbenchOptions): Promise<Workbench> {
  const { flags, ledger, onNotice } = options
  const { loaded, baseline, document } = subject
  const roles = baseline.manifest.model_roles
  const name = reflectionNameOf(subject, flags)
  const config = findModel(fullModelName(name), loaded.env?.models)
  const opened: AsyncDisposable[] = []
  const use = <Resource extends AsyncDisposable>(resource: Resource): Resource => {
    opened.unshift(resource)
    return resource
  }
  const task = roles.task === undefined ? {} : { model: roles.task }
  const models = use(openModels(loaded.env, { ...flags, ...task }, { ledger, onNotice }))
  const sandbox = use(openSandbox())
  const local: LocalTargetOptions = {
    ...(await readRuntimeOptions(flags)),
    sandbox,
    modelsOf: ({ repeat }) => inRepeat(models.resolve, repeat),
  }
  const target = use(await openTarget([baseline], { loaded, options: flags, local, onNotice }))
  const evaluator = use(
    new TargetEvaluator({
      target,
      baseline,
      document,
      judge: judgeByAssertions(portsOf(models, roles, sandbox)),
      isSimulated: () => models.simulated.size > 0,
      onWait: (event) => {
        const text = describeWait(event)
        if (text !== undefined) onNotice(`waiting: ${text}`)
      },
    }),
  )
  const reflectionModel = await models.reflect(name)
  return {
    evaluate: (variant, cases, each) => evaluator.evaluate(variant, cases, each),
    reflectionModel,
    reflectionPrice: reflectionPriceOf(config),
    simulated: models.simulated,
    [Symbol.asyncDispose]: async () => {
      for (const resource of opened) await resource[Symbol.asyncDispose]()
    },
  }
}

/** The model that thinks of changes: the one that was named, else the one that does the work. */
export function reflectionNameOf({ baseline }: CampaignSubject, { reflectionModel, model }: CampaignFlags): string {
  const { reflection, task } = baseline.manifest.model_roles
  const name = reflectionModel ?? reflection ?? model ?? task
  if (name !== undefined) return name
  throw new UsageError(
    'Which model thinks of changes? Give --reflection-model <model>, or model_roles.reflection in env_config.yaml.',
  )
}
