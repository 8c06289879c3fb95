import { AccessDeniedError, type FileFailure } from '../errors.ts'
import { isErrno } from './is-errno.ts'

/** A step on the disk, and what to say when it fails. */
export interface Step {
  readonly what: string
  readonly path: string
  readonly failure: new (failure: FileFailure) => Error
}

/**
 * Turns an error of the operating system into the step's failure, or into {@link AccessDeniedError} when it is about
 * permission. Any other error comes back as it is.
 */
export function toFileError(cause: unknown, { what, path, failure }: Step): unknown {
  if (!isErrno(cause)) return cause
  const Failure = isErrno(cause, 'EACCES', 'EPERM', 'EROFS') ? AccessDeniedError : failure
  return new Failure({ what, path, why: cause.message, cause })
}

/** Runs a synchronous step; its errors go through {@link toFileError}. */
export function attempt<Value>(step: Step, run: () => Value): Value {
  try {
    return run()
  } catch (error) {
    throw toFileError(error, step)
  }
}

/** Runs an asynchronous step; its errors go through {@link toFileError}. */
export async function attemptAsync<Value>(step: Step, run: () => Promise<Value>): Promise<Value> {
  try {
    return await run()
  } catch (error) {
    throw toFileError(error, step)
  }
}
