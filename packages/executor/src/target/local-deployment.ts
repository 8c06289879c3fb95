import { InfrastructureError, modelFailure } from '@autoopt/collector'
import {
  type ConversationState,
  InvalidInputsError,
  type ResolveModel,
  type Run,
  RunLimitError,
  type RunnableApp,
  type Runtime,
} from '@autoopt/runtime'
import type { RunTrace } from '@autoopt/trace'
import { refusedTrace } from './refused-trace.ts'
import type { Deployment, RunCall, RunRequest } from './workflow-target.ts'

/** A variant that runs in this process. */
export class LocalDeployment implements Deployment {
  readonly #runtime: Runtime
  readonly #app: RunnableApp
  readonly #modelsOf: ((request: RunRequest) => ResolveModel) | undefined
  readonly #conversations = new Map<string, ConversationState>()

  constructor(runtime: Runtime, app: RunnableApp, modelsOf?: (request: RunRequest) => ResolveModel) {
    this.#runtime = runtime
    this.#app = app
    this.#modelsOf = modelsOf
  }

  async run(request: RunRequest, { signal, onEvent }: RunCall): Promise<RunTrace> {
    if (signal.aborted) throw cancelled()
    const run = this.#start(request, signal)
    if (run instanceof InvalidInputsError) return refusedTrace(request, run.message, this.#app.workflowId)
    if (onEvent !== undefined) for await (const event of run) onEvent(event)
    const trace = await run.trace
    const obstacle = await run.obstacle
    if (trace.status === 'stopped') throw cancelled()
    if (obstacle !== undefined && !(obstacle instanceof RunLimitError)) throw asInfrastructure(obstacle, trace)
    const conversation = await run.conversation
    if (conversation !== undefined) this.#conversations.set(conversation.id, conversation)
    return trace
  }

  async endConversation(conversationId: string): Promise<void> {
    this.#conversations.delete(conversationId)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#conversations.clear()
  }

  #start(request: RunRequest, signal: AbortSignal): Run | InvalidInputsError {
    const { inputs, query, files, conversationId } = request
    const conversation = conversationId === undefined ? undefined : this.#conversations.get(conversationId)
    if (conversationId !== undefined && conversation === undefined)
      throw new Error(`The conversation ${conversationId} is over, or was never held here`)
    try {
      return this.#runtime.run(this.#app, {
        inputs,
        signal,
        ...(this.#modelsOf === undefined ? {} : { models: this.#modelsOf(request) }),
        ...(query === undefined ? {} : { query }),
        ...(files === undefined ? {} : { files }),
        ...(conversation === undefined ? {} : { conversation }),
      })
    } catch (error) {
      if (error instanceof InvalidInputsError) return error
      throw error
    }
  }
}

/** What kept a run from running. An error without a code is a bug, and stays what it is. */
function asInfrastructure(obstacle: unknown, { nodes }: RunTrace): unknown {
  const nodeId = nodes.findLast(({ status }) => status === 'failed')?.node_id
  const node = nodeId === undefined ? {} : { nodeId }
  const known = modelFailure(obstacle)
  if (known !== undefined) {
    const wait = known.retryAfterMs === undefined ? {} : { retryAfterMs: known.retryAfterMs }
    return new InfrastructureError(known.message, { class: known.class, cause: known.cause, ...wait, ...node })
  }
  if (!(obstacle instanceof Error) || !('code' in obstacle)) return obstacle
  return new InfrastructureError(obstacle.message, { class: 'other', cause: obstacle, ...node })
}

function cancelled(): InfrastructureError {
  return new InfrastructureError('The run was stopped from outside', { class: 'cancelled' })
}
