import type { Sandbox } from '../sandbox/sandbox.ts'
import type { FileValue } from '../values/file-value.ts'
import type { ConversationReader, HttpPolicy, RecordedOutputs, ResolveModel } from '../nodes/node-runner.ts'

/** How much a run may do. */
export interface RunLimits {
  /** Node runs outside containers. */
  readonly maxSteps: number
  readonly maxTimeMs: number
  /** Nodes of one graph that run at the same time. */
  readonly maxParallelNodes: number
}

/** What the runs of a runtime may use. */
export interface Services {
  readonly resolveModel: ResolveModel | undefined
  readonly openSandbox: (() => Promise<Sandbox>) | undefined
  readonly recordings: RecordedOutputs
  readonly http: HttpPolicy
  readonly limits: RunLimits
  readonly conversation: ConversationReader | undefined
  readRemoteFile(file: FileValue, signal: AbortSignal): Promise<Uint8Array>
}
