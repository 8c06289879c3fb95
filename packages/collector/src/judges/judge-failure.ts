import { CollectorError } from '../errors.ts'
import { InfrastructureError } from '../results/infrastructure-error.ts'
import { modelFailure } from '../results/model-failure.ts'

/** What was asked of which model. */
export interface AskedModel {
  readonly model: string
  /** E.g. `grade an output`. */
  readonly work: string
  readonly signal?: AbortSignal | undefined
}

/**
 * The failure of a model that judges, which says nothing about what it was to judge. What the caller aborted fails with the
 * signal's reason.
 */
export function judgeFailure(error: unknown, { model, work, signal }: AskedModel): unknown {
  if (signal?.aborted === true) return signal.reason
  if (error instanceof CollectorError) return error
  const known = modelFailure(error)
  const message = error instanceof Error ? error.message : String(error)
  return new InfrastructureError(`Model ${JSON.stringify(model)} could not ${work}: ${message}`, {
    class: known?.class ?? 'other',
    cause: error,
    ...(known?.retryAfterMs !== undefined && { retryAfterMs: known.retryAfterMs }),
  })
}
