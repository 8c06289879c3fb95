import type { PlannedRun } from '../manifest/planned-run.ts'
import type { Deployment, WorkflowTarget } from '../target/workflow-target.ts'
import { baselineId } from './variant-id.ts'

/** The variants of a run on their target, each put there when it is first asked for. */
export class Deployments implements AsyncDisposable {
  readonly #target: WorkflowTarget
  readonly #byManifest = new Map<string, Promise<Deployment>>()

  constructor(target: WorkflowTarget) {
    this.#target = target
  }

  /** Throws what the target throws; then the next one who asks makes it try again. */
  async of({ manifest, dsl }: PlannedRun, signal: AbortSignal): Promise<Deployment> {
    const { manifest_id, workflow, variant } = manifest
    const known = this.#byManifest.get(manifest_id)
    if (known !== undefined) return known
    const variantToRun = { id: variant?.variant_id ?? baselineId, workflowId: workflow.id, dsl }
    const prepared = this.#target.prepare(variantToRun, { signal })
    this.#byManifest.set(manifest_id, prepared)
    try {
      return await prepared
    } catch (error) {
      this.#byManifest.delete(manifest_id)
      throw error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const settled = await Promise.allSettled(this.#byManifest.values())
    for (const one of settled) if (one.status === 'fulfilled') await one.value[Symbol.asyncDispose]()
  }
}
