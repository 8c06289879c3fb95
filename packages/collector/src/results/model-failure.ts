import { retryAfterMs } from '@autoopt/config'
import { InfrastructureError, type InfrastructureErrorClass } from './infrastructure-error.ts'

/** Errors of `@autoopt/llm` by their code. A refused request is missing: it is about the prompt. */
const classOfCode: ReadonlyMap<unknown, InfrastructureErrorClass> = new Map([
  ['LLM-RATE-001', 'rate_limit'],
  ['LLM-QUOTA-001', 'quota'],
  ['LLM-SERVER-001', 'server'],
  ['LLM-RESPONSE-001', 'server'],
  ['LLM-CIRCUIT-001', 'server'],
  ['LLM-TIMEOUT-001', 'timeout'],
  ['LLM-NETWORK-001', 'network'],
  ['LLM-ACCESS-001', 'auth'],
  ['LLM-BUDGET-001', 'budget'],
  ['LLM-PRICE-001', 'budget'],
  ['LLM-PACKAGE-001', 'other'],
  ['LLM-MODEL-001', 'other'],
])

/**
 * The failure of a model call as a failure of the infrastructure; `undefined` when it may be the fault of the prompt. Goes by what
 * errors of `@autoopt/llm` and of the AI SDK carry, and by the codes of the operating system.
 */
export function modelFailure(error: unknown): InfrastructureError | undefined {
  if (error instanceof InfrastructureError) return error
  if (!(error instanceof Error)) return undefined
  const { code, statusCode, lastError } = error as ModelFailureFields
  const known = classOfCode.get(code)
  if (known !== undefined) return failure(error, known)
  if (typeof code === 'string' && code.startsWith('LLM-')) return undefined
  if (lastError !== undefined) return modelFailure(lastError)
  const kind = typeof statusCode === 'number' ? classOfStatus(statusCode) : isNetwork(error) ? 'network' : undefined
  return kind === undefined ? undefined : failure(error, kind)
}

interface ModelFailureFields {
  readonly code?: unknown
  readonly statusCode?: unknown
  readonly responseHeaders?: Readonly<Record<string, string>>
  readonly retryAfterMs?: unknown
  readonly lastError?: unknown
}

function failure(error: Error, kind: InfrastructureErrorClass): InfrastructureError {
  const { retryAfterMs: asked, responseHeaders } = error as ModelFailureFields
  const wait = typeof asked === 'number' ? asked : retryAfterMs(responseHeaders ?? {})
  return new InfrastructureError(error.message, {
    class: kind,
    cause: error,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  })
}

function classOfStatus(status: number): InfrastructureErrorClass | undefined {
  if (status === 429) return 'rate_limit'
  if (status === 402) return 'quota'
  if (status === 401 || status === 403 || status === 404) return 'auth'
  if (status === 408 || status === 409 || status === 425 || status >= 500) return 'server'
  return undefined
}

/** Node and undici name what broke a connection by such codes, somewhere in the chain of causes. */
function isNetwork(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 8) return false
  const { code } = error as ModelFailureFields
  const isSystem = typeof code === 'string' && /^(?:E[A-Z]+|EAI_\w+|UND_ERR_\w+)$/u.test(code)
  return isSystem || isNetwork(error.cause, depth + 1)
}
