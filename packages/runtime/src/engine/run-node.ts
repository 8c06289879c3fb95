/** Runs a node until it succeeds, its retries are used up, or its error strategy takes over. */
import { entryOf } from '../app/entry-of.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PlannedNode } from '../app/plan-graph.ts'
import { recordOf } from '../app/untyped.ts'
import { NodeError } from '../errors.ts'
import { nodeRunners } from '../nodes/node-runners.ts'
import type { NodeResult, NodeUsage, RuntimeNode } from '../nodes/node-runner.ts'
import { runRecorded } from '../nodes/recorded.ts'
import { toValues } from '../values/to-value.ts'
import type { Values } from '../values/value.ts'
import { createNodeContext } from './create-node-context.ts'
import type { GraphRun } from './graph-run.ts'
import { readDefaultValues } from './default-values.ts'
import { NodeExecution } from './node-execution.ts'

/** How a node ended, for the graph. */
export interface NodeEnd {
  readonly outputs: Values
  /** The branch taken; absent when all edges are taken. */
  readonly handle?: string
  readonly usage?: NodeUsage
}

export interface RunNodeOptions {
  readonly graph: GraphRun
  /** The node whose edge was the last that led here. */
  readonly predecessor: string | undefined
  /** Called before the end of the node is told, so that what it prints is told first. */
  readonly onDone: (end: NodeEnd) => void
}

/**
 * Runs one node and tells its events.
 *
 * @throws what ended the graph: the {@link NodeError} that no strategy caught, or any other error.
 */
export async function runNode({ node }: PlannedNode, { graph, predecessor, onDone }: RunNodeOptions): Promise<void> {
  const execution = new NodeExecution(graph, node, predecessor)
  execution.start()
  try {
    const result = await runUntilDone(node, execution, graph)
    if (graph.isEnded) return
    finish(execution, { result, onDone })
  } catch (error) {
    if (graph.isEnded || execution.isFinished) throw error
    const caught = error instanceof NodeError ? catchError(node, error) : undefined
    if (caught === undefined) {
      execution.fail(error)
      throw error
    }
    if (graph.state.dify === '0.15') graph.exceptions += 1
    finish(execution, { result: caught, onDone, error: error as NodeError })
  }
}

interface Ending {
  readonly result: NodeResult
  readonly onDone: (end: NodeEnd) => void
  readonly error?: NodeError
}

function finish(execution: NodeExecution, { result, onDone, error }: Ending): void {
  const { outputs = {}, usage } = result
  const isBranch = result.handle !== undefined || execution.node.data['error_strategy'] === 'fail-branch'
  if (usage !== undefined && error === undefined) execution.graph.state.addUsage(usage)
  try {
    onDone({
      outputs,
      ...(isBranch ? { handle: result.handle ?? 'source' } : {}),
      ...(usage === undefined ? {} : { usage }),
    })
  } finally {
    if (error === undefined) execution.succeed(result)
    else execution.except(result, error)
  }
}

async function runUntilDone(node: RuntimeNode, execution: NodeExecution, graph: GraphRun): Promise<NodeResult> {
  const { maxRetries, intervalMs } = readRetries(node)
  const runner = entryOf(nodeRunners, node.type) ?? runRecorded
  const context = createNodeContext(execution)
  for (let retry = 1; ; retry += 1) {
    graph.state.steps += 1
    try {
      return await runner(node, context)
    } catch (error) {
      if (graph.isEnded || !(error instanceof NodeError)) throw error
      if (error.details.usage !== undefined) graph.state.addUsage(error.details.usage)
      if (graph.state.dify === '1.12') graph.exceptions += 1
      if (retry > maxRetries) throw error
      await sleep(intervalMs, undefined, { signal: graph.signal })
      execution.retry(error, retry)
    }
  }
}

/** Other types of nodes ignore the settings, as on Dify. */
const retryingTypes: ReadonlySet<string> = new Set(['llm', 'code', 'http-request', 'tool'])

function readRetries({ type, data }: RuntimeNode): { readonly maxRetries: number; readonly intervalMs: number } {
  const { retry_enabled, max_retries, retry_interval } = recordOf(data['retry_config'])
  if (retry_enabled !== true || !retryingTypes.has(type)) return { maxRetries: 0, intervalMs: 0 }
  return {
    maxRetries: typeof max_retries === 'number' ? max_retries : 0,
    intervalMs: typeof retry_interval === 'number' ? retry_interval : 0,
  }
}

function catchError(node: RuntimeNode, error: NodeError): NodeResult | undefined {
  const strategy = node.data['error_strategy']
  if (strategy !== 'fail-branch' && strategy !== 'default-value') return undefined
  const { type, inputs, process_data, usage } = error.details
  const failure = { error_message: error.message, error_type: type }
  return {
    inputs: toValues(inputs ?? {}),
    process_data: toValues(process_data ?? {}),
    outputs: strategy === 'fail-branch' ? failure : { ...readDefaultValues(node), ...failure },
    metadata: { error_strategy: strategy },
    ...(strategy === 'fail-branch' ? { handle: 'fail-branch' } : {}),
    ...(usage === undefined ? {} : { usage }),
  }
}
