import { randomUUID } from 'node:crypto'
import { TraceRecorder } from '@autoopt/trace'
import type { RunEvent, RunTrace } from '@autoopt/trace'
import { checkInputs } from '../app/check-inputs.ts'
import type { RunnableApp } from '../app/load-app.ts'
import { openFile } from '../app/open-file.ts'
import type { ConversationState } from '../conversation.ts'
import { InvalidInputsError, NodeError, RunLimitError } from '../errors.ts'
import type { ResolveModel } from '../nodes/node-runner.ts'
import { isDict } from '../values/python-compare.ts'
import { isList } from '../values/python-text.ts'
import { toPlainRecord } from '../values/to-plain.ts'
import { toValue, toValues } from '../values/to-value.ts'
import type { DifyVersion, Value, Values } from '../values/value.ts'
import { FileValue } from '../values/file-value.ts'
import { fillPool, systemVariables } from '../variables/fill-pool.ts'
import type { VariablePool } from '../variables/variable-pool.ts'
import { readDefaultValues } from './default-values.ts'
import { EventQueue } from './event-queue.ts'
import { GraphRun } from './graph-run.ts'
import { RunState } from './run-state.ts'
import type { Run } from './run.ts'
import type { Services } from './services.ts'

/** What differs from run to run. */
export interface RunOptions {
  /** Inputs of the start node by name. */
  readonly inputs?: Readonly<Record<string, unknown>>
  /** What the user says, in apps with conversations. */
  readonly query?: string
  /** `sys.files`: each as for an input of type file. */
  readonly files?: readonly unknown[]
  /** The conversation so far; default: a new one. */
  readonly conversation?: ConversationState
  /** `sys.user_id`. */
  readonly user?: string
  readonly signal?: AbortSignal
  /** In place of the models of the runtime. */
  readonly models?: ResolveModel
}

export interface StartRunOptions extends RunOptions {
  readonly dify: DifyVersion
  readonly services: Services
  readonly environment: Readonly<Record<string, unknown>>
}

/**
 * Checks the inputs and starts a run.
 *
 * @throws {@link InvalidInputsError} when the inputs do not fit: then no run has begun.
 */
export function startRun(app: RunnableApp, options: StartRunOptions): Run {
  const { dify, services, signal } = options
  const controller = new AbortController()
  const talks = app.mode !== 'workflow' && app.mode !== 'completion'
  const conversation = talks ? (options.conversation ?? newConversation()) : undefined
  if (conversation !== undefined && (options.query ?? '') === '') {
    throw new InvalidInputsError('query is required', { variable: 'query' })
  }
  const inputs = checkInputs(options.inputs ?? {}, { declared: app.inputs, dify })
  const files = (options.files ?? []).map((file) => readFileInput(file))

  const queue = new EventQueue<RunEvent>(() => controller.abort(new Error('The reader of the events left')))
  const recorder = new TraceRecorder()
  const send = (event: RunEvent): void => {
    recorder.record(event)
    queue.push(event)
  }
  const ownServices = conversation === undefined ? services : { ...services, conversation: readerOf(conversation) }
  const state = new RunState(app, ownServices, { dify, send, conversationId: conversation?.id })
  const system = systemVariables({
    dify,
    mode: app.mode,
    userId: options.user ?? 'autoopt',
    appId: app.workflowId,
    workflowId: app.workflowId,
    runId: state.runId,
    startedAt: state.startedAt,
    files,
    query: options.query,
    conversationId: conversation?.id,
    turns: conversation?.turns.length ?? 0,
  })
  const pool = fillPool(app, {
    inputs,
    system,
    conversation: toValues(conversation?.variables ?? {}),
    environment: toValues(options.environment),
  })

  const ending = execute(state, { inputs, system, pool, controller, signal })
  const trace = ending.then((obstacle) => {
    queue.close()
    return { trace: recorder.trace(), obstacle }
  })
  return {
    id: state.runId,
    trace: trace.then((end) => end.trace),
    obstacle: ending,
    conversation: trace.then((end) => addTurn(conversation, { query: options.query ?? '', end: end.trace, pool })),
    [Symbol.asyncIterator]: () => queue[Symbol.asyncIterator](),
  }
}

interface Execution {
  readonly inputs: Values
  readonly system: Values
  readonly pool: VariablePool
  readonly controller: AbortController
  readonly signal: AbortSignal | undefined
}

/** @returns what ended the run when it was no node of the workflow. */
async function execute(state: RunState, { inputs, system, pool, controller, signal }: Execution): Promise<unknown> {
  const { app, services, taskId: task_id, runId, startedAt } = state
  const { maxTimeMs } = services.limits
  const stop = (): void => controller.abort(signal?.reason)
  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted === true) stop()
  const timer = setTimeout(() => controller.abort(timeExceeded(maxTimeMs)), maxTimeMs)

  const prefixed = Object.fromEntries(Object.entries(system).map(([name, value]) => [`sys.${name}`, value]))
  state.emit({
    event: 'workflow_started',
    task_id,
    data: {
      id: runId,
      workflow_id: app.workflowId,
      inputs: toPlainRecord({ ...inputs, ...prefixed }),
      created_at: startedAt / 1000,
    },
  })
  pool.setAll(app.graph.rootId, inputs)
  const graph = new GraphRun(state, app.graph, { variables: pool, signal: controller.signal })
  try {
    checkDefaultValues(app)
    await graph.run()
    finish(state, graph, { status: graph.exceptions > 0 ? 'partial-succeeded' : 'succeeded', error: null })
    return undefined
  } catch (error) {
    const isStopped = controller.signal.aborted && !(error instanceof RunLimitError)
    finish(state, graph, { status: isStopped ? 'stopped' : 'failed', error: messageOf(error) })
    return error instanceof NodeError ? undefined : error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

interface Ending {
  readonly status: 'succeeded' | 'partial-succeeded' | 'failed' | 'stopped'
  readonly error: string | null
}

function finish(state: RunState, graph: GraphRun, { status, error }: Ending): void {
  const { app, taskId: task_id, runId, startedAt, dify, messageId } = state
  const finishedAt = Date.now()
  const isSuccess = status === 'succeeded' || status === 'partial-succeeded'
  const outputs = isSuccess && graph.outputs !== undefined ? toPlainRecord(graph.outputs) : dify === '0.15' ? null : {}
  const usage = state.usage.total
  state.emit({
    event: 'workflow_finished',
    task_id,
    data: {
      id: runId,
      workflow_id: app.workflowId,
      status,
      outputs,
      error,
      elapsed_time: (finishedAt - startedAt) / 1000,
      total_tokens: usage.total_tokens,
      total_steps: state.steps,
      created_at: startedAt / 1000,
      finished_at: finishedAt / 1000,
      exceptions_count: graph.exceptions,
      files: [],
    },
  })
  if (messageId === undefined) return
  if (isSuccess) state.emit({ event: 'message_end', task_id, id: messageId, metadata: { usage }, files: null })
  else
    state.emit({ event: 'error', task_id, code: 'invalid_param', status: 400, message: `Run failed: ${error ?? ''}` })
}

/** Dify checks these when it builds the graph, before anything runs. */
function checkDefaultValues({ nodes }: RunnableApp): void {
  for (const node of nodes.values()) {
    if (node.data['error_strategy'] === 'default-value') readDefaultValues(node)
  }
}

function timeExceeded(maxTimeMs: number): RunLimitError {
  return new RunLimitError(`Maximum execution time exceeded: ${maxTimeMs / 1000}s`, {
    limit: 'maxTimeMs',
    maximum: maxTimeMs,
  })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function newConversation(): ConversationState {
  return { id: randomUUID(), variables: {}, turns: [] }
}

function readerOf({ id, turns }: ConversationState): NonNullable<Services['conversation']> {
  return { id, history: turns }
}

function readFileInput(file: unknown): Value {
  const value = toValue(file)
  return isDict(value) && !isList(value) ? openFile(value, 'sys.files') : value instanceof FileValue ? value : null
}

interface Turn {
  readonly query: string
  readonly end: RunTrace
  readonly pool: VariablePool
}

function addTurn(before: ConversationState | undefined, { query, end, pool }: Turn): ConversationState | undefined {
  if (before === undefined) return undefined
  const variables = toPlainRecord(pool.valuesOf('conversation'))
  const isAnswered = end.status === 'succeeded' || end.status === 'partial-succeeded'
  const turns = isAnswered ? [...before.turns, { query, answer: end.answer ?? '' }] : before.turns
  return { ...before, variables, turns }
}
