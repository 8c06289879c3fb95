/**
 * Folds the events of a run into its trace. The same events give the same trace, wherever they come from.
 *
 * - A finish belongs to the start with its id; where a server gives each retry an id of its own, to the oldest open run of the node.
 * - When the run has ended, node runs that are still open were stopped with it.
 * - An app without a graph tells of no nodes: one node stands for it.
 * - Containers count no tokens and no cost of their own, so that sums over nodes count nothing twice.
 */
import { appNode } from './app-node.ts'
import type { NodeTrace } from './node-trace.ts'
import { readCost, readPrompts, readTokens, recordOf, textOf } from './read-execution.ts'
import type {
  ContainerCompletedEvent,
  ContainerStartedEvent,
  MessageEndEvent,
  NodeFinishedEvent,
  NodeRetryEvent,
  NodeStartedEvent,
  RunEvent,
  WorkflowFinishedEvent,
  WorkflowStartedEvent,
} from './run-event.ts'
import type { RunTrace } from './run-trace.ts'

/** Builds the {@link RunTrace} of one run while its events come in. */
export class TraceRecorder {
  readonly #nodes: NodeTrace[] = []
  readonly #open = new Map<string, NodeTrace>()
  #run: Partial<RunTrace> = {}
  #answer: string | undefined

  /** Takes the next event of the run. Events of unknown kinds change nothing. */
  record(event: RunEvent): void {
    this.#recordIds(event)
    switch (event.event) {
      case 'workflow_started':
        this.#recordStart(event)
        break
      case 'workflow_finished':
        this.#recordEnd(event)
        break
      case 'node_started':
      case 'iteration_started':
      case 'loop_started':
        this.#openNode(event)
        break
      case 'node_retry':
        this.#recordRetry(event)
        break
      case 'node_finished':
      case 'iteration_completed':
      case 'loop_completed':
        this.#closeNode(event)
        break
      case 'message':
      case 'agent_message':
        this.#answer = (this.#answer ?? '') + event.answer
        break
      case 'message_replace':
        this.#answer = event.answer
        break
      case 'message_end':
        this.#recordMessage(event)
        break
      case 'error':
        this.#run.error ??= event.message
        break
      case 'text_chunk':
      case 'iteration_next':
      case 'loop_next':
      default:
        break
    }
  }

  /** The run as far as it is known. */
  trace(): RunTrace {
    const costs = this.#nodes.map(({ cost_usd }) => cost_usd)
    return {
      run_id: '',
      workflow_id: '',
      status: 'running',
      inputs: {},
      outputs: null,
      error: null,
      started_at: isoTime(0),
      finished_at: null,
      elapsed_ms: 0,
      total_tokens: this.#nodes.reduce((sum, node) => sum + node.total_tokens, 0),
      total_steps: this.#nodes.length,
      exceptions_count: this.#nodes.filter(({ status }) => status === 'exception').length,
      ...this.#run,
      ...(this.#answer === undefined ? {} : { answer: this.#answer }),
      total_cost_usd: costs.includes(null) ? null : costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
      nodes: this.#nodes.map((node) => ({ ...node, retries: [...node.retries] })),
    }
  }

  #recordIds({ task_id, workflow_run_id, conversation_id, message_id }: RunEvent): void {
    if (task_id !== undefined) this.#run.task_id = task_id
    if (workflow_run_id !== undefined) this.#run.run_id = workflow_run_id
    if (conversation_id !== undefined) this.#run.conversation_id = conversation_id
    if (message_id !== undefined) this.#run.message_id = message_id
  }

  #recordStart({ data }: WorkflowStartedEvent): void {
    const { id, workflow_id, inputs, created_at } = data
    Object.assign(this.#run, { run_id: id, workflow_id, inputs: { ...inputs }, started_at: isoTime(created_at) })
  }

  #recordEnd({ data }: WorkflowFinishedEvent): void {
    const { id, workflow_id, status, outputs, error, total_tokens, total_steps, exceptions_count } = data
    Object.assign(this.#run, { run_id: id, workflow_id, status, outputs, error, total_tokens, total_steps })
    Object.assign(this.#run, {
      exceptions_count,
      started_at: isoTime(data.created_at),
      finished_at: isoTime(data.finished_at),
      elapsed_ms: data.elapsed_time * 1000,
    })
    for (const node of this.#open.values())
      Object.assign(node, { status: 'stopped', finished_at: isoTime(data.finished_at) })
    this.#open.clear()
  }

  /** Where no workflow has begun, the app has no graph, and its end is that of its message. */
  #recordMessage(event: MessageEndEvent): void {
    if (this.#run.started_at !== undefined) return
    const answer = this.#answer ?? ''
    const node = appNode(event, answer)
    const { started_at, finished_at, elapsed_ms } = node
    this.#nodes.push(node)
    Object.assign(this.#run, { status: 'succeeded', outputs: { answer }, started_at, finished_at, elapsed_ms })
    this.#run.run_id ??= event.id
  }

  #openNode({ data }: NodeStartedEvent | ContainerStartedEvent): void {
    const node: NodeTrace = {
      id: data.id,
      node_id: data.node_id,
      node_type: data.node_type,
      title: data.title,
      status: 'running',
      inputs: data.inputs === null ? null : { ...data.inputs },
      process_data: null,
      outputs: null,
      prompts: [],
      error: null,
      error_type: null,
      started_at: isoTime(data.created_at),
      finished_at: null,
      elapsed_ms: 0,
      prompt_tokens: 0,
      completion_tokens: 0,
      total_tokens: 0,
      cost_usd: 0,
      retries: [],
      execution_metadata: null,
    }
    if ('iteration_id' in data && typeof data.iteration_id === 'string') node.iteration_id = data.iteration_id
    if ('loop_id' in data && typeof data.loop_id === 'string') node.loop_id = data.loop_id
    this.#nodes.push(node)
    this.#open.set(data.id, node)
  }

  #recordRetry({ data }: NodeRetryEvent): void {
    this.#find(data)?.retries.push({ retry_index: data.retry_index, error: data.error })
  }

  #closeNode(event: NodeFinishedEvent | ContainerCompletedEvent): void {
    const { data } = event
    const node = this.#find(data)
    if (node === undefined) return
    this.#open.delete(node.id)
    const outputs = recordOf(data.outputs)
    const metadata = recordOf(data.execution_metadata)
    Object.assign(node, {
      id: data.id,
      status: data.status,
      inputs: data.inputs ?? node.inputs,
      outputs,
      error: data.error,
      error_type: textOf(outputs?.['error_type']) ?? textOf(metadata?.['error_type']) ?? null,
      finished_at: isoTime(data.finished_at),
      elapsed_ms: data.elapsed_time * 1000,
      execution_metadata: metadata,
    })
    if (event.event === 'node_finished') recordModelCalls(node, event.data.process_data)
    for (const key of ['iteration_index', 'loop_index'] as const) {
      const index = metadata?.[key]
      if (typeof index === 'number') node[key] = index
    }
  }

  #find({ id, node_id }: { readonly id: string; readonly node_id: string }): NodeTrace | undefined {
    return this.#open.get(id) ?? [...this.#open.values()].find((node) => node.node_id === node_id)
  }
}

function recordModelCalls(node: NodeTrace, processData: unknown): void {
  const process_data = recordOf(processData)
  const tokens = readTokens(node.execution_metadata, process_data?.['usage'] ?? node.outputs?.['usage'])
  const cost_usd = readCost(node.execution_metadata, tokens.total_tokens)
  Object.assign(node, { process_data, prompts: readPrompts(process_data), ...tokens, cost_usd })
}

/** Many events of a run fall into the same millisecond. */
let latest = { milliseconds: Number.NaN, text: '' }

function isoTime(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000)
  if (milliseconds !== latest.milliseconds) latest = { milliseconds, text: new Date(milliseconds).toISOString() }
  return latest.text
}
