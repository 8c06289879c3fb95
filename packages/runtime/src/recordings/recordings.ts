import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { isDeepStrictEqual } from 'node:util'
import type { NodeTrace, RunTrace } from '@autoopt/trace'
import { InvalidRecordingsError } from '../errors.ts'
import type { RecordedOutput, RecordedOutputs } from '../nodes/node-runner.ts'
import { toPlainRecord } from '../values/to-plain.ts'

/** What one node gave for one set of inputs on a Dify server. */
export const recordingSchema = z.looseObject({
  node_id: z.string(),
  /** What the node read; without them the recording fits whatever it reads. */
  inputs: z.record(z.string(), z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).default({}),
  /** The branch that was taken. */
  handle: z.string().optional(),
  /** Why the node failed; then it fails here too. */
  error: z.string().optional(),
})
export type Recording = z.infer<typeof recordingSchema>

/** A file of recorded outputs. */
export const recordingsSchema = z.looseObject({ format: z.literal(1), recordings: z.array(recordingSchema) })
export type Recordings = z.infer<typeof recordingsSchema>

/**
 * Reads a file of recorded outputs.
 *
 * @throws {@link InvalidRecordingsError} when it is not there or not in the format.
 */
export async function readRecordings(path: string): Promise<Recordings> {
  try {
    return recordingsSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    const finding = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause)
    throw new InvalidRecordingsError(`${path}: ${finding}`, { cause })
  }
}

/** Node types that give recorded outputs, whoever ran them. */
const recordedTypes: ReadonlySet<string> = new Set([
  'tool',
  'knowledge-retrieval',
  'agent',
  'datasource',
  'knowledge-index',
  'human-input',
  'document-extractor',
])

/**
 * What the nodes that need a server gave in a run, and what requests were answered, to run the workflow without either next time.
 * Cookies that servers set are left out. A request fits its recording where it reads the same, with credentials of the same length.
 */
export function recordingsOf(trace: RunTrace): Recordings {
  const recordings = trace.nodes
    .filter(({ status }) => status === 'succeeded' || status === 'failed' || status === 'exception')
    .flatMap((node) => {
      if (node.node_type === 'http-request') return requestRecordings(node)
      const isRecorded = recordedTypes.has(node.node_type) || node.node_type.startsWith('trigger-')
      return isRecorded ? [recordingOf(node, node.inputs ?? {})] : []
    })
  return { format: 1, recordings }
}

/** A request is known by its text, which a server that tells no details does not show. */
function requestRecordings(node: NodeTrace): Recording[] {
  const request = node.process_data?.['request']
  if (typeof request !== 'string') return []
  const recording = recordingOf(node, { request })
  const { headers } = recording.outputs
  if (typeof headers !== 'object' || headers === null) return [recording]
  const kept = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'set-cookie')
  return [{ ...recording, outputs: { ...recording.outputs, headers: Object.fromEntries(kept) } }]
}

function recordingOf({ node_id, outputs, error, status }: NodeTrace, inputs: Recording['inputs']): Recording {
  const isGood = status === 'succeeded'
  const recording: Recording = { node_id, inputs, outputs: isGood ? (outputs ?? {}) : {} }
  if (!isGood && error !== null) recording.error = error
  return recording
}

/** Looks up recorded outputs: those for the same inputs first, then those for any. */
export function findRecordings({ recordings }: Recordings): RecordedOutputs {
  const byNode = new Map<string, Recording[]>()
  for (const recording of recordings) {
    const known = byNode.get(recording.node_id)
    if (known === undefined) byNode.set(recording.node_id, [recording])
    else known.push(recording)
  }
  return {
    find(nodeId, inputs): RecordedOutput | undefined {
      const known = byNode.get(nodeId) ?? []
      const plain = toPlainRecord(inputs)
      const found =
        known.find((recording) => isDeepStrictEqual(recording.inputs, plain)) ??
        known.find((recording) => recording.inputs === undefined)
      if (found === undefined) return undefined
      const { outputs, handle, error } = found
      return { outputs, ...(handle === undefined ? {} : { handle }), ...(error === undefined ? {} : { error }) }
    },
  }
}
