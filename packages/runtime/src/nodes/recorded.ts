import { recordOf, selectorOf, textOf } from '../app/untyped.ts'
import { NodeError, RecordingMissingError } from '../errors.ts'
import { toPlainRecord } from '../values/to-plain.ts'
import { toValue, toValues } from '../values/to-value.ts'
import type { Value, Values } from '../values/value.ts'
import type { NodeContext, NodeResult, RuntimeNode } from './node-runner.ts'

/**
 * Gives what a server gave for the same inputs. Stands for every type of node that runs nowhere else. Without a question, knowledge
 * gives nothing, as on a server.
 *
 * @throws {@link RecordingMissingError} when nothing was recorded for these inputs.
 */
export function runRecorded(node: RuntimeNode, context: NodeContext): NodeResult {
  const inputs = readInputs(node, context)
  if (node.type === 'knowledge-retrieval' && inputs['query'] === '') return { inputs, outputs: { result: [] } }
  return replayRecording(node, context, { inputs, reason: 'needs a Dify server' })
}

/** Gives what was recorded for a node. @param need why the node cannot run here. */
export function replayRecording(node: RuntimeNode, context: NodeContext, need: RecordingNeed): NodeResult {
  const { inputs } = need
  const recording = context.engine.recordings.find(node.id, inputs)
  if (recording === undefined) throw missingRecording(node, need)
  if (recording.error !== undefined) throw new NodeError(recording.error, { type: 'RecordedError', inputs })
  const outputs = toValues(recording.outputs)
  return { inputs, outputs, ...(recording.handle === undefined ? {} : { handle: recording.handle }) }
}

/** Why a node needs a recorded output. */
export interface RecordingNeed {
  readonly inputs: Values
  readonly reason: string
}

/** Says that a node cannot run here, and how to record what it gives. */
export function missingRecording({ id, type, title }: RuntimeNode, need: RecordingNeed): RecordingMissingError {
  const context = { node_id: id, node_type: type, title, inputs: toPlainRecord(need.inputs) }
  return new RecordingMissingError(context, need.reason)
}

function readInputs({ type, data }: RuntimeNode, context: NodeContext): Values {
  switch (type) {
    case 'tool':
      return readParameters(recordOf(data['tool_parameters']), context)
    case 'agent':
      return readParameters(recordOf(data['agent_parameters']), context)
    case 'knowledge-retrieval':
      return { query: context.variables.get(selectorOf(data['query_variable_selector'])) ?? null }
    default:
      return {}
  }
}

function readParameters(parameters: Readonly<Record<string, unknown>>, context: NodeContext): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, readParameter(recordOf(parameter), context)]),
  )
}

function readParameter({ type, value }: Readonly<Record<string, unknown>>, context: NodeContext): Value {
  if (type === 'variable') return context.variables.get(selectorOf(value)) ?? null
  const text = textOf(value)
  if (text !== undefined) return context.renderText(text)
  return toValue(value)
}
