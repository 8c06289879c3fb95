import { CodedError, type RetryableError } from '@autoopt/config'

/** What a failure is about. Never holds a key, a password or a token. */
export interface DifyErrorContext {
  /** What was called, e.g. `POST /v1/workflows/run`. */
  readonly call?: string
  readonly host?: string
  /** HTTP status of the answer, or the status that an error inside a stream names. */
  readonly status?: number | undefined
  /** Dify's own code, e.g. `invalid_param`. */
  readonly difyCode?: string | undefined
  readonly [key: string]: unknown
}

/** Any failure of a call to Dify. Each subclass has one fixed code of the form `AREA-KIND-NNN`. */
export abstract class DifyError extends CodedError<DifyErrorContext> {
  static override readonly mark = Symbol.for('@autoopt/dify-client/DifyError')

  /** By which setting of a retry policy the call may be made again; absent when another try cannot help. */
  readonly retryable?: RetryableError

  constructor(message: string, context: DifyErrorContext = {}, options?: ErrorOptions) {
    super(message, context, options)
  }
}

/** Thrown when Dify does not accept a key, an account or a token. Signing in again with the same does not help. */
export class DifyAuthError extends DifyError {
  static override readonly code = 'DIFY-AUTH-001'
  override readonly name = 'DifyAuthError'
  readonly code = DifyAuthError.code
}

/** Thrown when too many wrong passwords have locked the account, for 24 hours by default. */
export class DifyLockedError extends DifyError {
  static override readonly code = 'DIFY-AUTH-002'
  override readonly name = 'DifyLockedError'
  readonly code = DifyLockedError.code
}

/** Thrown when who calls may not do this, or the app is gone or closed to its API. */
export class DifyAccessError extends DifyError {
  static override readonly code = 'DIFY-ACCESS-001'
  override readonly name = 'DifyAccessError'
  readonly code = DifyAccessError.code
}

/** Thrown when there is no such app, run, version, conversation or file. */
export class DifyNotFoundError extends DifyError {
  static override readonly code = 'DIFY-FOUND-001'
  override readonly name = 'DifyNotFoundError'
  readonly code = DifyNotFoundError.code
}

/** Thrown when an app has never been published, so that its service API runs nothing. */
export class DifyNotPublishedError extends DifyError {
  static override readonly code = 'DIFY-PUBLISH-001'
  override readonly name = 'DifyNotPublishedError'
  readonly code = DifyNotPublishedError.code
}

/** Thrown when too many runs go on at the same time, or calls come too fast. Nothing was done. */
export class DifyRateLimitError extends DifyError {
  static override readonly code = 'DIFY-LIMIT-001'
  override readonly name = 'DifyRateLimitError'
  readonly code = DifyRateLimitError.code
  override readonly retryable = 'rate_limit'
  /** Milliseconds that the server asks to wait, if it does. */
  readonly retryAfterMs: number | undefined

  constructor(message: string, context: DifyErrorContext & { readonly retryAfterMs?: number | undefined } = {}) {
    super(message, context)
    this.retryAfterMs = context.retryAfterMs
  }
}

/** Thrown when the credit of the workspace's model provider is used up. */
export class DifyQuotaError extends DifyError {
  static override readonly code = 'DIFY-QUOTA-001'
  override readonly name = 'DifyQuotaError'
  readonly code = DifyQuotaError.code
}

/** Thrown when the workspace has no such model, or no credentials for its provider. */
export class DifyModelError extends DifyError {
  static override readonly code = 'DIFY-MODEL-001'
  override readonly name = 'DifyModelError'
  readonly code = DifyModelError.code
}

/** Thrown when the server, or a proxy in front of it, reports a failure of its own. */
export class DifyServerError extends DifyError {
  static override readonly code = 'DIFY-SERVER-001'
  override readonly name = 'DifyServerError'
  readonly code = DifyServerError.code
  override readonly retryable = 'server_error'
  /** Milliseconds that the server asks to wait, if it does. */
  readonly retryAfterMs: number | undefined
  /** Whether the call certainly came to nothing. Otherwise whether something was done is not known. */
  readonly isUndone: boolean

  constructor(message: string, context: DifyServerErrorContext = {}, options?: ErrorOptions) {
    super(message, context, options)
    this.retryAfterMs = context.retryAfterMs
    this.isUndone = context.isUndone ?? false
  }
}

export interface DifyServerErrorContext extends DifyErrorContext {
  readonly retryAfterMs?: number | undefined
  readonly isUndone?: boolean
}

/** Thrown when the server cannot be reached, or the connection broke before it answered. */
export class DifyNetworkError extends DifyError {
  static override readonly code = 'DIFY-NETWORK-001'
  override readonly name = 'DifyNetworkError'
  readonly code = DifyNetworkError.code
  override readonly retryable = 'network'
  /** Whether the request certainly never reached the server, so that it can be sent again whatever it asks for. */
  readonly isUnsent: boolean

  constructor(message: string, context: DifyErrorContext & { readonly isUnsent: boolean }, options?: ErrorOptions) {
    super(message, context, options)
    this.isUnsent = context.isUnsent
  }
}

/** Thrown when the server did not answer in time. Whether something was done is not known. */
export class DifyTimeoutError extends DifyError {
  static override readonly code = 'DIFY-TIMEOUT-001'
  override readonly name = 'DifyTimeoutError'
  readonly code = DifyTimeoutError.code
  override readonly retryable = 'timeout'
}

/** Thrown when the answer to a run was lost, or broke off, and what became of the run cannot be found out. It may still go on. */
export class DifyStreamError extends DifyError {
  static override readonly code = 'DIFY-STREAM-001'
  override readonly name = 'DifyStreamError'
  readonly code = DifyStreamError.code
}

/** Thrown when Dify refuses an app file. */
export class DifyImportError extends DifyError {
  static override readonly code = 'DIFY-IMPORT-001'
  override readonly name = 'DifyImportError'
  readonly code = DifyImportError.code
}

/** Thrown when somebody else has changed a draft since it was read. Nothing was written. */
export class DifyDraftConflictError extends DifyError {
  static override readonly code = 'DIFY-DRAFT-001'
  override readonly name = 'DifyDraftConflictError'
  readonly code = DifyDraftConflictError.code
}

/** Thrown when Dify refuses a request for what it says. */
export class DifyRequestError extends DifyError {
  static override readonly code = 'DIFY-REQUEST-001'
  override readonly name = 'DifyRequestError'
  readonly code = DifyRequestError.code
}

/** Thrown when an answer is not what Dify sends: another server, a proxy's page, or a redirect to another address. */
export class DifyResponseError extends DifyError {
  static override readonly code = 'DIFY-RESPONSE-001'
  override readonly name = 'DifyResponseError'
  readonly code = DifyResponseError.code
}

/** Thrown when a server is too old for what is asked. */
export class DifyVersionError extends DifyError {
  static override readonly code = 'DIFY-VERSION-001'
  override readonly name = 'DifyVersionError'
  readonly code = DifyVersionError.code
}
