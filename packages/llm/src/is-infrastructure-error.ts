import { ModelError, ModelRequestError } from './errors.ts'

/**
 * Whether an error says nothing about the prompt: the model gave no answer, for a reason that any prompt would have met.
 *
 * A refused request ({@link ModelRequestError}: too long, filtered) is about the prompt, and so counts as its failure.
 */
export function isInfrastructureError(error: unknown): error is ModelError {
  return error instanceof ModelError && !(error instanceof ModelRequestError)
}
