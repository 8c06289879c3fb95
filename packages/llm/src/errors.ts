import { CodedError, type RetryableError } from '@autoopt/config'

/** What a failure is about. Never holds a key or a prompt. */
export interface ModelErrorContext {
  readonly model?: string
  /** Host of the endpoint. */
  readonly endpoint?: string
  /** HTTP status of the server's answer. */
  readonly status?: number
  readonly [key: string]: unknown
}

/** Any failure to get an answer from a model. Each subclass has one fixed code of the form `AREA-KIND-NNN`. */
export abstract class ModelError extends CodedError<ModelErrorContext> {
  static override readonly mark = Symbol.for('@autoopt/llm/ModelError')

  /** By which setting of a retry policy the call may be tried again; absent when another try cannot help. */
  readonly retryable?: RetryableError
}

/** Thrown when the server says that calls come too fast. */
export class ModelRateLimitError extends ModelError {
  static override readonly code = 'LLM-RATE-001'
  override readonly name = 'ModelRateLimitError'
  readonly code = ModelRateLimitError.code
  override readonly retryable = 'rate_limit'
  /** Milliseconds that the server asks to wait, if it does. */
  readonly retryAfterMs: number | undefined

  constructor(message: string, context: ModelErrorContext & { readonly retryAfterMs?: number | undefined }) {
    super(message, context)
    this.retryAfterMs = context.retryAfterMs
  }
}

/** Thrown when the account has no credit left. */
export class ModelQuotaError extends ModelError {
  static override readonly code = 'LLM-QUOTA-001'
  override readonly name = 'ModelQuotaError'
  readonly code = ModelQuotaError.code
}

/** Thrown when the server reports a failure of its own. */
export class ModelServerError extends ModelError {
  static override readonly code = 'LLM-SERVER-001'
  override readonly name = 'ModelServerError'
  readonly code = ModelServerError.code
  override readonly retryable = 'server_error'
  /** Milliseconds that the server asks to wait, if it does. */
  readonly retryAfterMs: number | undefined

  constructor(message: string, context: ModelErrorContext & { readonly retryAfterMs?: number | undefined }) {
    super(message, context)
    this.retryAfterMs = context.retryAfterMs
  }
}

/** Thrown when what the server sent is not a complete answer. */
export class ModelResponseError extends ModelError {
  static override readonly code = 'LLM-RESPONSE-001'
  override readonly name = 'ModelResponseError'
  readonly code = ModelResponseError.code
  override readonly retryable = 'server_error'
}

/** Thrown when one call takes longer than its timeout. */
export class ModelTimeoutError extends ModelError {
  static override readonly code = 'LLM-TIMEOUT-001'
  override readonly name = 'ModelTimeoutError'
  readonly code = ModelTimeoutError.code
  override readonly retryable = 'timeout'
}

/** Thrown when the connection cannot be made or breaks. */
export class ModelNetworkError extends ModelError {
  static override readonly code = 'LLM-NETWORK-001'
  override readonly name = 'ModelNetworkError'
  readonly code = ModelNetworkError.code
  override readonly retryable = 'network'
  /** Whether the request may have arrived; if so, the server may have worked, and charged, for it. */
  readonly reachedServer: boolean

  constructor(
    message: string,
    context: ModelErrorContext & { readonly reachedServer: boolean },
    options?: ErrorOptions,
  ) {
    super(message, context, options)
    this.reachedServer = context.reachedServer
  }
}

/** Thrown when a server has been down for some time. No request was sent. */
export class CircuitOpenError extends ModelError {
  static override readonly code = 'LLM-CIRCUIT-001'
  override readonly name = 'CircuitOpenError'
  readonly code = CircuitOpenError.code
}

/** Thrown when the key is wrong or the endpoint does not have the model. */
export class ModelAccessError extends ModelError {
  static override readonly code = 'LLM-ACCESS-001'
  override readonly name = 'ModelAccessError'
  readonly code = ModelAccessError.code
}

/** Thrown when the server understood the request and refuses it: too long, a setting it does not know, a filter. */
export class ModelRequestError extends ModelError {
  static override readonly code = 'LLM-REQUEST-001'
  override readonly name = 'ModelRequestError'
  readonly code = ModelRequestError.code
}

/** Thrown when a call might exceed a cap of the ledger. No request was sent. */
export class BudgetExceededError extends ModelError {
  static override readonly code = 'LLM-BUDGET-001'
  override readonly name = 'BudgetExceededError'
  readonly code = BudgetExceededError.code
}

/** Thrown when spending is capped in dollars and nobody knows what the model costs. No request was sent. */
export class UnknownPriceError extends ModelError {
  static override readonly code = 'LLM-PRICE-001'
  override readonly name = 'UnknownPriceError'
  readonly code = UnknownPriceError.code
}

/** Thrown when a vendor's package is not installed. */
export class MissingPackageError extends ModelError {
  static override readonly code = 'LLM-PACKAGE-001'
  override readonly name = 'MissingPackageError'
  readonly code = MissingPackageError.code
}

/** Thrown when no configured model stands for the one that is asked for. */
export class UnknownModelError extends ModelError {
  static override readonly code = 'LLM-MODEL-001'
  override readonly name = 'UnknownModelError'
  readonly code = UnknownModelError.code
}
