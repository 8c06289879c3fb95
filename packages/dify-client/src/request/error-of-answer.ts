/**
 * What an answer of Dify that is no success means. Status alone does not tell: a limit of concurrent runs is a 400 with
 * `invalid_param`, as are an app that was never published and a wrong input.
 */
import {
  DifyAccessError,
  DifyAuthError,
  DifyDraftConflictError,
  type DifyError,
  type DifyErrorContext,
  DifyLockedError,
  DifyModelError,
  DifyNotFoundError,
  DifyNotPublishedError,
  DifyQuotaError,
  DifyRateLimitError,
  DifyRequestError,
  DifyServerError,
} from '../errors.ts'

/** What a server said, redacted. */
export interface RefusedAnswer {
  readonly status: number
  readonly code?: string | undefined
  readonly message: string
  readonly retryAfterMs?: number | undefined
}

const modelCodes = new Set(['provider_not_initialize', 'model_currently_not_support'])
const authCodes = new Set(['unauthorized', 'authentication_failed', 'email_or_password_mismatch'])

/** The error for an answer, or for an `error` event inside a stream. */
export function errorOfAnswer(answer: RefusedAnswer, context: DifyErrorContext): DifyError {
  const { status, code, retryAfterMs } = answer
  const all = { ...context, status, difyCode: code }
  const said = sentence(answer)
  const where = context.call === undefined ? '' : ` to ${context.call}`
  if (code === 'email_code_login_limit' || (status === 429 && /login|password/i.test(answer.message)))
    return new DifyLockedError(`Dify has locked the account after wrong passwords: ${said} Wait, or reset it.`, all)
  if (isLimit(answer)) {
    const message = `Dify takes no more at the moment: ${said} Run fewer at the same time, or wait.`
    return new DifyRateLimitError(message, { ...all, retryAfterMs })
  }
  if (code === 'provider_quota_exceeded')
    return new DifyQuotaError(`The workspace's model provider has no quota left: ${said}`, all)
  if (code !== undefined && modelCodes.has(code))
    return new DifyModelError(`Dify cannot use a model of the app: ${said} Set it up under Model Provider.`, all)
  if (code === 'draft_workflow_not_sync')
    return new DifyDraftConflictError(
      'Somebody has changed the draft meanwhile. Nothing was written; read it again.',
      all,
    )
  if (/workflow not published/i.test(answer.message))
    return new DifyNotPublishedError('The app has never been published. Publish it first.', all)
  if (status === 401 || (code !== undefined && authCodes.has(code)))
    return new DifyAuthError(`Dify does not accept the key or the account: ${said}`, all)
  if (status === 403) return new DifyAccessError(`Dify does not allow this call${where}: ${said}`, all)
  if (status === 404 || code === 'not_found' || code === 'draft_workflow_not_exist')
    return new DifyNotFoundError(`Dify does not know what was asked for${where}: ${said}`, all)
  if (status >= 500) {
    const message = `Dify failed to answer the call${where} (HTTP ${status}): ${said}`
    return new DifyServerError(message, { ...all, retryAfterMs })
  }
  return new DifyRequestError(`Dify refuses the call${where} (HTTP ${status}): ${said}`, all)
}

function isLimit({ status, code, message }: RefusedAnswer): boolean {
  if (status === 429 || code === 'too_many_requests' || code === 'rate_limit_error') return true
  return status === 400 && /too many requests/i.test(message)
}

function sentence({ message, code }: RefusedAnswer): string {
  const text = message.trim() || code || 'it gave no reason'
  return /[.!?。！？]$/.test(text) ? text : `${text}.`
}
