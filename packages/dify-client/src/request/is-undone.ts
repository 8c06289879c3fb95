import { DifyNetworkError, DifyRateLimitError, DifyServerError } from '../errors.ts'

/** Whether a call certainly came to nothing, so that it can be made again whatever it asks for. */
export function isUndone(error: unknown): boolean {
  if (error instanceof DifyRateLimitError) return true
  if (error instanceof DifyNetworkError) return error.isUnsent
  return error instanceof DifyServerError && error.isUndone
}
