import { AccessDeniedError, type FileFailure } from './errors.ts'
import { isErrno } from './is-errno.ts'

/** A step on the disk, and what to say when it fails. */
export interface Attempt {
  readonly what: string
  readonly path: string
  readonly failure: new (failure: FileFailure) => Error
}

/**
 * Runs a step on the disk and turns an error of the operating system into the attempt's failure, or into
 * {@link AccessDeniedError} when it is about permission. Other errors pass.
 */
export async function attempt<Value>({ what, path, failure }: Attempt, step: () => Promise<Value>): Promise<Value> {
  try {
    return await step()
  } catch (cause) {
    if (!isErrno(cause)) throw cause
    const Failure = isErrno(cause, 'EACCES', 'EPERM', 'EROFS') ? AccessDeniedError : failure
    throw new Failure({ what, path, why: cause.message, cause })
  }
}
