import { NodeError } from '../errors.ts'
import type { NodeErrorDetails } from '../errors.ts'

/** Adds to the failure of a node what it says about itself. Any other error stays as it is. */
export function withDetails(error: unknown, details: Omit<NodeErrorDetails, 'type'>): unknown {
  if (!(error instanceof NodeError)) return error
  return new NodeError(error.message, { ...details, ...error.details })
}
