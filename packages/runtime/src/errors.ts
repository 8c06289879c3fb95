import type { NodeUsage } from './nodes/node-runner.ts'

const mark = Symbol.for('@autoopt/runtime/RuntimeError')

/** Any failure that this package reports about a run. Each subclass has one fixed code of the form `AREA-KIND-NNN`. */
export abstract class RuntimeError extends Error {
  static readonly code?: string

  abstract readonly code: string
  /** What the failure is about: nodes, inputs, limits. */
  readonly context: Readonly<Record<string, unknown>>

  constructor(message: string, context: Readonly<Record<string, unknown>>, options?: ErrorOptions) {
    super(message, options)
    this.context = context
  }

  get [mark](): true {
    return true
  }

  /** The ESM and the CJS build hold one class each: mark and code, not the prototype, are what makes an instance. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!(value instanceof Error) || !(mark in value)) return false
    return this.code === undefined || ('code' in value && value.code === this.code)
  }
}

/** What a failing node tells beside its message. */
export interface NodeErrorDetails {
  /** Dify's name for the failure: `VariableNotFoundError`, `CodeExecutionError` …; what `{{#node.error_type#}}` prints. */
  readonly type: string
  readonly inputs?: Readonly<Record<string, unknown>>
  readonly process_data?: Readonly<Record<string, unknown>>
  /** Tokens that were used before the failure. */
  readonly usage?: NodeUsage
  readonly cause?: unknown
}

/**
 * Thrown by a node that fails as it would on Dify, with Dify's message. Retries and error strategies apply to it, and to no other
 * error: any other one ends the run.
 */
export class NodeError extends RuntimeError {
  static override readonly code = 'RUN-NODE-001'
  override readonly name = 'NodeError'
  readonly code = NodeError.code
  readonly details: NodeErrorDetails

  constructor(message: string, details: NodeErrorDetails) {
    super(message, { type: details.type }, details.cause === undefined ? undefined : { cause: details.cause })
    this.details = details
  }
}

/** Thrown when a file is an app, but none that can be run as a graph. */
export class AppNotRunnableError extends RuntimeError {
  static override readonly code = 'RUN-APP-001'
  override readonly name = 'AppNotRunnableError'
  readonly code = AppNotRunnableError.code

  constructor(reason: string, context: { readonly mode: string }) {
    super(`This app cannot be run: ${reason}`, context)
  }
}

/** Thrown before a run starts when its inputs do not fit what the app asks for; the message is Dify's. */
export class InvalidInputsError extends RuntimeError {
  static override readonly code = 'RUN-INPUT-001'
  override readonly name = 'InvalidInputsError'
  readonly code = InvalidInputsError.code
}

/** Thrown by a node that needs a Dify server when no recorded output fits. It ends the run, whatever the error strategy. */
export class RecordingMissingError extends RuntimeError {
  static override readonly code = 'RUN-RECORDING-001'
  override readonly name = 'RecordingMissingError'
  readonly code = RecordingMissingError.code

  constructor(
    context: { readonly node_id: string; readonly node_type: string; readonly title: string; readonly inputs: unknown },
    reason: string,
  ) {
    const { node_id, node_type, title, inputs } = context
    const example = JSON.stringify({ node_id, inputs, outputs: {} })
    super(
      `Node ${JSON.stringify(title)} (${node_id}, type ${node_type}) ${reason}, and no recorded output fits. ` +
        `Run the workflow on Dify, take the node's outputs from its trace, and add them to the recordings, e.g. ${example} (without "inputs" it fits all inputs)`,
      context,
    )
  }
}

/** Thrown when recorded outputs are not in the format of `recordingsSchema`. */
export class InvalidRecordingsError extends RuntimeError {
  static override readonly code = 'RUN-RECORDING-002'
  override readonly name = 'InvalidRecordingsError'
  readonly code = InvalidRecordingsError.code

  constructor(finding: string, options?: ErrorOptions) {
    super(`The recorded outputs cannot be read: ${finding}`, {}, options)
  }
}

/** Thrown when a node needs something that the caller of the runtime did not provide. It ends the run. */
export class NotProvidedError extends RuntimeError {
  static override readonly code = 'RUN-PROVIDE-001'
  override readonly name = 'NotProvidedError'
  readonly code = NotProvidedError.code

  constructor(context: { readonly option: string; readonly node_id: string; readonly node_type: string }) {
    const { option, node_id, node_type } = context
    super(`Node ${node_id} (type ${node_type}) needs ${option}; pass it in the options of createRuntime`, context)
  }
}

/** Thrown when a run does more or takes longer than Dify lets it. */
export class RunLimitError extends RuntimeError {
  static override readonly code = 'RUN-LIMIT-001'
  override readonly name = 'RunLimitError'
  readonly code = RunLimitError.code
}

/** Thrown when a node asks for the content of a file that lies on a server, and requests are switched off. */
export class RemoteFileError extends RuntimeError {
  static override readonly code = 'RUN-FILE-001'
  override readonly name = 'RemoteFileError'
  readonly code = RemoteFileError.code

  constructor(name: string) {
    super(
      `The remote file ${JSON.stringify(name)} cannot be fetched while requests are switched off; give the run a copy of it as {"path": …}`,
      {
        name,
      },
    )
  }
}

/**
 * Thrown when a run asks for an address on this machine or in its network, where requests of a workflow could reach what only this
 * machine may reach. It ends the run.
 */
export class PrivateAddressError extends RuntimeError {
  static override readonly code = 'RUN-HTTP-001'
  override readonly name = 'PrivateAddressError'
  readonly code = PrivateAddressError.code

  constructor(context: { readonly hostname: string; readonly address: string }) {
    const { hostname, address } = context
    const found = hostname === address ? '' : ` (${hostname})`
    super(
      `A request to ${address}${found} is refused: the address is not on the internet; allow it with http.allowedAddresses, or all such addresses with http.allowPrivateAddresses`,
      context,
    )
  }
}
