import { CollectorError } from '../errors.ts'

/**
 * What failed around a workflow: `quota` is the account of a provider that is used up, `budget` a limit that the user set,
 * `judge` a judge model whose answers cannot be read, `cancelled` a run that was stopped from outside.
 */
export type InfrastructureErrorClass =
  | 'rate_limit'
  | 'timeout'
  | 'network'
  | 'server'
  | 'auth'
  | 'quota'
  | 'budget'
  | 'judge'
  | 'cancelled'
  | 'other'

const passing: ReadonlySet<InfrastructureErrorClass> = new Set(['rate_limit', 'timeout', 'network', 'server'])

export interface InfrastructureErrorOptions extends ErrorOptions {
  readonly class: InfrastructureErrorClass
  /** Whether the same call may work later. Default: for `rate_limit`, `timeout`, `network` and `server`. */
  readonly retryable?: boolean
  /** How long the other side asked us to wait. */
  readonly retryAfterMs?: number
  /** The node whose call failed, where that is known. */
  readonly nodeId?: string
}

/** Thrown when a case has no result through no fault of the workflow. It is retried or reported, and never scored. */
export class InfrastructureError extends CollectorError {
  static override readonly code = 'COLLECT-INFRA-001'
  override readonly name = 'InfrastructureError'
  readonly code = InfrastructureError.code
  readonly class: InfrastructureErrorClass
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined
  readonly nodeId: string | undefined

  constructor(message: string, options: InfrastructureErrorOptions) {
    const { class: kind, retryable = passing.has(kind), retryAfterMs, nodeId } = options
    super(message, { class: kind, retryable, retryAfterMs, nodeId }, options)
    this.class = kind
    this.retryable = retryable
    this.retryAfterMs = retryAfterMs
    this.nodeId = nodeId
  }
}
