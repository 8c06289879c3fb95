import type { Deployment, WorkflowTarget } from '../target/workflow-target.ts'

/** A variant that is put onto its target when it is first used. */
export interface LazyVariant {
  readonly id: string
  readonly workflowId: string
  /** Text of the app file with all patches applied. */
  readonly dsl: () => string
}

interface OpenVariant {
  readonly deployment: Promise<Deployment>
  users: number
}

/** A search tries many variants and comes back to few; on a server each may take up an app. */
const mostIdle = 8

/** The variants of a search on their target. Of those that nobody uses only the latest few stay. */
export class OpenVariants implements AsyncDisposable {
  readonly #target: WorkflowTarget
  /** The one used last comes last. */
  readonly #open = new Map<string, OpenVariant>()

  constructor(target: WorkflowTarget) {
    this.#target = target
  }

  /** Throws what the target throws; then the next one who asks makes it try again. */
  async use<Value>(
    variant: LazyVariant,
    work: (deployment: Deployment) => Promise<Value>,
    signal: AbortSignal,
  ): Promise<Value> {
    const open = this.#open.get(variant.id) ?? this.#prepare(variant, signal)
    this.#open.delete(variant.id)
    this.#open.set(variant.id, open)
    open.users += 1
    try {
      const deployment = await open.deployment.catch((error: unknown) => {
        if (this.#open.get(variant.id) === open) this.#open.delete(variant.id)
        throw error
      })
      return await work(deployment)
    } finally {
      open.users -= 1
      await this.#closeIdle()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#open.values()]
    this.#open.clear()
    for (const { deployment } of all) await close(deployment)
  }

  #prepare({ id, workflowId, dsl }: LazyVariant, signal: AbortSignal): OpenVariant {
    return { deployment: this.#target.prepare({ id, workflowId, dsl: dsl() }, { signal }), users: 0 }
  }

  async #closeIdle(): Promise<void> {
    const idle = [...this.#open].filter(([, { users }]) => users === 0)
    const old = idle.slice(0, Math.max(0, idle.length - mostIdle))
    for (const [id] of old) this.#open.delete(id)
    for (const [, { deployment }] of old) await close(deployment)
  }
}

/** What could not be prepared needs no closing. */
async function close(deployment: Promise<Deployment>): Promise<void> {
  const [settled] = await Promise.allSettled([deployment])
  if (settled.status === 'fulfilled') await settled.value[Symbol.asyncDispose]()
}
