import { CollectorError } from '../errors.ts'
import { InfrastructureError, type InfrastructureErrorClass } from '../results/infrastructure-error.ts'

/** What was asked of which model. */
export interface AskedModel {
  readonly model: string
  /** E.g. `grade an output`. */
  readonly work: string
  readonly signal?: AbortSignal | undefined
}

/** Codes of `@autoopt/llm`, which this package does not know otherwise. */
const byCode: Readonly<Record<string, InfrastructureErrorClass>> = {
  'LLM-RATE-001': 'rate_limit',
  'LLM-QUOTA-001': 'quota',
  'LLM-SERVER-001': 'server',
  'LLM-RESPONSE-001': 'server',
  'LLM-CIRCUIT-001': 'server',
  'LLM-TIMEOUT-001': 'timeout',
  'LLM-NETWORK-001': 'network',
  'LLM-ACCESS-001': 'auth',
  'LLM-BUDGET-001': 'budget',
  'LLM-PRICE-001': 'budget',
  'LLM-REQUEST-001': 'judge',
}

/**
 * The failure of a model that judges, which says nothing about what it was to judge. What the caller aborted fails with the
 * signal's reason.
 */
export function modelFailure(error: unknown, { model, work, signal }: AskedModel): unknown {
  if (signal?.aborted === true) return signal.reason
  if (error instanceof CollectorError) return error
  const message = error instanceof Error ? error.message : String(error)
  const retryAfterMs = numberIn(error, 'retryAfterMs')
  return new InfrastructureError(`Model ${JSON.stringify(model)} could not ${work}: ${message}`, {
    class: classOf(error),
    cause: error,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  })
}

function classOf(error: unknown): InfrastructureErrorClass {
  if (typeof error !== 'object' || error === null) return 'other'
  if ('code' in error && typeof error.code === 'string' && Object.hasOwn(byCode, error.code))
    return byCode[error.code] ?? 'other'
  const status = numberIn(error, 'statusCode')
  if (status === undefined) return 'other'
  if (status === 429) return 'rate_limit'
  if (status === 401 || status === 403 || status === 404) return 'auth'
  if (status === 402) return 'quota'
  return status >= 500 || status === 408 ? 'server' : 'judge'
}

function numberIn(error: unknown, name: string): number | undefined {
  if (typeof error !== 'object' || error === null || !(name in error)) return undefined
  const value: unknown = (error as Record<string, unknown>)[name]
  return typeof value === 'number' ? value : undefined
}
