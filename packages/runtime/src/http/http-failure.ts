import { NodeError } from '../errors.ts'

/** A failure that Dify's HTTP client would report. */
export function httpFailure(message: string, cause?: unknown): NodeError {
  return new NodeError(message, { type: 'HttpRequestNodeError', cause })
}
