import { createRuntime, type ResolveModel, type Runtime, type RuntimeOptions } from '@autoopt/runtime'
import { LocalDeployment } from './local-deployment.ts'
import { watchModels } from './watch-models.ts'
import type { Deployment, RunRequest, TargetVariant, WorkflowTarget } from './workflow-target.ts'

/** Models, sandbox, recordings and limits of the runs; {@link RuntimeOptions} says what each is. */
export interface LocalTargetOptions extends RuntimeOptions {
  /** The models for one run, in place of `models`: so that each repeat of a case is a draw of its own. */
  readonly modelsOf?: (request: RunRequest) => ResolveModel
}

/**
 * Runs workflows in this process, all variants with one sandbox. Close it to end the processes of the sandbox.
 *
 * What Dify would report as the failure of a node is the failure of the run. A missing model, key, recording or interpreter is none:
 * it is an `InfrastructureError`, as are failures of models that no prompt can be blamed for.
 */
export class LocalTarget implements WorkflowTarget {
  readonly name = 'local'
  readonly #runtime: Runtime
  readonly #modelsOf: LocalTargetOptions['modelsOf']

  constructor({ models, modelsOf, ...options }: LocalTargetOptions = {}) {
    this.#modelsOf = modelsOf && ((request) => watchModels(modelsOf(request)))
    this.#runtime = createRuntime({ ...options, ...(models === undefined ? {} : { models: watchModels(models) }) })
  }

  /** @throws `AppNotRunnableError`, and what `parseDsl` throws, for a file that cannot be run. */
  async prepare({ dsl }: TargetVariant): Promise<Deployment> {
    return new LocalDeployment(this.#runtime, this.#runtime.load(dsl), this.#modelsOf)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runtime[Symbol.asyncDispose]()
  }
}
