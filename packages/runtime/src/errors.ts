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
  readonly usage?: Readonly<Record<string, unknown>>
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
