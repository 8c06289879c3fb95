import { createRuntime, type Runtime, type RuntimeOptions } from '@autoopt/runtime'
import { LocalDeployment } from './local-deployment.ts'
import { watchModels } from './watch-models.ts'
import type { Deployment, TargetVariant, WorkflowTarget } from './workflow-target.ts'

/** Models, sandbox, recordings and limits of the runs; {@link RuntimeOptions} says what each is. */
export type LocalTargetOptions = RuntimeOptions

/**
 * Runs workflows in this process, all variants with one sandbox. Close it to end the processes of the sandbox.
 *
 * What Dify would report as the failure of a node is the failure of the run. A missing model, key, recording or interpreter is none:
 * it is an `InfrastructureError`, as are failures of models that no prompt can be blamed for.
 */
export class LocalTarget implements WorkflowTarget {
  readonly name = 'local'
  readonly #runtime: Runtime

  constructor({ models, ...options }: LocalTargetOptions = {}) {
    this.#runtime = createRuntime({ ...options, ...(models === undefined ? {} : { models: watchModels(models) }) })
  }

  /** @throws `AppNotRunnableError`, and what `parseDsl` throws, for a file that cannot be run. */
  async prepare({ dsl }: TargetVariant): Promise<Deployment> {
    return new LocalDeployment(this.#runtime, this.#runtime.load(dsl))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runtime[Symbol.asyncDispose]()
  }
}
