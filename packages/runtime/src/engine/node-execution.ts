import { randomUUID } from 'node:crypto'
import type { ContainerCompletedEvent, ContainerStartedEvent, NodeFinishedEvent } from '@autoopt/trace'
import { NodeError } from '../errors.ts'
import type { ContainerEvent, NodeResult, RuntimeNode } from '../nodes/node-runner.ts'
import { toPlainRecord } from '../values/to-plain.ts'
import type { GraphRun } from './graph-run.ts'

type Status = NodeFinishedEvent['data']['status']

interface End {
  readonly status: Status
  readonly result: NodeResult
  readonly error?: string
  readonly error_type?: string
}

/**
 * Tells what happens to one run of one node. Containers tell of their rounds instead of themselves, and the starting points inside
 * them tell nothing.
 */
export class NodeExecution {
  readonly id: string = randomUUID()
  readonly graph: GraphRun
  readonly node: RuntimeNode
  readonly #predecessor: string | undefined
  readonly #startedAt = Date.now()
  readonly #index: number
  readonly #container: 'iteration' | 'loop' | undefined
  #isContainerOpen = false
  #steps = 0
  #isFinished = false

  constructor(graph: GraphRun, node: RuntimeNode, predecessor: string | undefined) {
    this.graph = graph
    this.node = node
    this.#predecessor = predecessor
    this.#index = graph.state.dify === '0.15' ? graph.state.steps + 1 : 1
    this.#container = node.type === 'iteration' || node.type === 'loop' ? node.type : undefined
  }

  get isFinished(): boolean {
    return this.#isFinished
  }

  start(): void {
    if (this.#container !== undefined || this.#isSilent) return
    const { state } = this.graph
    state.emit({ event: 'node_started', task_id: state.taskId, data: { ...this.#facts, inputs: null } })
  }

  retry(error: NodeError, retry_index: number): void {
    const { state } = this.graph
    const end = this.#describe({ status: 'failed', result: this.#failure(error), ...describeError(error) })
    state.emit({ event: 'node_retry', task_id: state.taskId, data: { ...end, status: 'retry', retry_index } })
  }

  succeed(result: NodeResult): void {
    this.#finish({ status: 'succeeded', result })
  }

  /** The node failed, and its error strategy went on with a result. */
  except(result: NodeResult, error: NodeError): void {
    this.#finish({ status: 'exception', result, ...describeError(error) })
  }

  fail(error: unknown): void {
    this.#finish({ status: 'failed', result: this.#failure(error), ...describeError(error) })
  }

  /** Tells about the rounds of a container. */
  tellRound(event: ContainerEvent): void {
    const kind = this.#container
    if (kind === undefined) throw new Error(`Node ${this.node.id} of type ${this.node.type} has no rounds`)
    const { state } = this.graph
    const facts = { ...this.#containerFacts, task_id: undefined }
    if (event.kind === 'started') {
      this.#isContainerOpen = true
      const data = { ...facts, inputs: toPlainRecord(event.inputs), metadata: toPlainRecord(event.metadata) }
      state.emit({ event: `${kind}_started`, task_id: state.taskId, data } satisfies ContainerStartedEvent)
    } else {
      this.#steps = event.index
      state.emit({ event: `${kind}_next`, task_id: state.taskId, data: { ...facts, index: event.index } })
    }
  }

  #finish(end: End): void {
    if (this.#isFinished) return
    this.#isFinished = true
    const { state } = this.graph
    if (this.#isSilent) return
    const data = this.#describe(end)
    if (this.#container === undefined) {
      state.emit({ event: 'node_finished', task_id: state.taskId, data: { ...data, status: end.status } })
      return
    }
    if (!this.#isContainerOpen) this.tellRound({ kind: 'started', inputs: end.result.inputs ?? {}, metadata: {} })
    const { inputs, outputs, error, elapsed_time, execution_metadata, finished_at } = data
    const container: ContainerCompletedEvent['data'] = {
      ...this.#containerFacts,
      inputs,
      outputs,
      status: end.status,
      error,
      elapsed_time,
      total_tokens: end.result.usage?.total_tokens ?? 0,
      execution_metadata,
      finished_at,
      steps: this.#steps,
    }
    state.emit({ event: `${this.#container}_completed`, task_id: state.taskId, data: container })
  }

  #describe({ result, error, error_type, status }: End): Omit<NodeFinishedEvent['data'], 'status'> {
    const { inputs = {}, process_data = {}, outputs = {} } = result
    const finishedAt = Date.now()
    return {
      ...this.#facts,
      inputs: toPlainRecord(inputs),
      process_data: toPlainRecord(process_data),
      outputs: status === 'failed' ? null : toPlainRecord(outputs),
      error: error ?? null,
      elapsed_time: (finishedAt - this.#startedAt) / 1000,
      execution_metadata: this.#metadata(result, error_type),
      finished_at: finishedAt / 1000,
      files: [],
    }
  }

  #metadata({ usage, metadata }: NodeResult, error_type: string | undefined): Record<string, unknown> | null {
    const { scope } = this.graph
    const all: Record<string, unknown> = {}
    if (usage !== undefined) {
      all['total_tokens'] = usage.total_tokens
      if (usage.total_price !== undefined) all['total_price'] = usage.total_price
      if (usage.currency !== undefined) all['currency'] = usage.currency
    }
    if (metadata !== undefined) Object.assign(all, toPlainRecord(metadata))
    if (error_type !== undefined && error_type !== '') all['error_type'] = error_type
    if (scope !== undefined) {
      all[`${scope.kind}_id`] = scope.containerId
      all[`${scope.kind}_index`] = scope.index
    }
    return Object.keys(all).length === 0 ? null : all
  }

  get #facts(): Pick<
    NodeFinishedEvent['data'],
    | 'id'
    | 'node_id'
    | 'node_type'
    | 'title'
    | 'index'
    | 'predecessor_node_id'
    | 'created_at'
    | 'iteration_id'
    | 'loop_id'
  > {
    const { scope, state } = this.graph
    return {
      ...this.#identity,
      index: this.#index,
      predecessor_node_id: state.dify === '0.15' ? (this.#predecessor ?? null) : null,
      iteration_id: scope?.kind === 'iteration' ? scope.containerId : null,
      loop_id: scope?.kind === 'loop' ? scope.containerId : null,
    }
  }

  get #containerFacts(): Omit<ContainerStartedEvent['data'], 'inputs' | 'metadata'> {
    return { ...this.#identity, extras: {} }
  }

  get #identity(): Pick<NodeFinishedEvent['data'], 'id' | 'node_id' | 'node_type' | 'title' | 'created_at'> {
    const { id, type, title } = this.node
    return { id: this.id, node_id: id, node_type: type, title, created_at: this.#startedAt / 1000 }
  }

  get #isSilent(): boolean {
    return this.node.type === 'iteration-start' || this.node.type === 'loop-start'
  }

  #failure(error: unknown): NodeResult {
    if (!(error instanceof NodeError)) return {}
    const { inputs, process_data, usage } = error.details
    return {
      inputs: toPlainRecord((inputs ?? {}) as NonNullable<NodeResult['inputs']>) as NonNullable<NodeResult['inputs']>,
      process_data: (process_data ?? {}) as NonNullable<NodeResult['process_data']>,
      ...(usage === undefined ? {} : { usage }),
    }
  }
}

function describeError(error: unknown): { readonly error: string; readonly error_type: string } {
  if (error instanceof NodeError) return { error: error.message, error_type: error.details.type }
  return error instanceof Error
    ? { error: error.message, error_type: error.name }
    : { error: String(error), error_type: 'Error' }
}
