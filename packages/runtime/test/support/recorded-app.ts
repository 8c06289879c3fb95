import type { Recording } from '../../src/recordings/recordings.ts'
import type { NodeData } from './make-app.ts'

/** A node whose outputs are given: what it reads is `value`. */
export function recorded(value?: string): NodeData {
  const parameters = value === undefined ? {} : { value: { type: 'mixed', value } }
  return { type: 'tool', tool_parameters: parameters }
}

/** A recording that fits all inputs. */
export function output(node_id: string, outputs: Record<string, unknown>): Recording {
  return { node_id, outputs }
}

/** A recorded failure. */
export function failure(node_id: string, error: string, inputs?: Record<string, unknown>): Recording {
  return { node_id, outputs: {}, error, ...(inputs === undefined ? {} : { inputs }) }
}
