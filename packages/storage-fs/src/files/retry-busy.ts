import { isErrno } from './is-errno.ts'

/** Whoever else looks at a file, mostly a virus scanner, is done with it by then. */
const napsMs = [10, 20, 40, 80, 100, 100, 100, 100, 200, 200, 500, 500]

/**
 * Makes a call on files again while somebody else has the file open, which Windows answers with EBUSY, EPERM or EACCES.
 * The thread stands still meanwhile, for two seconds at most; then the error counts.
 * @param nap stands still for some milliseconds.
 */
export function retryBusy<Arguments extends readonly unknown[], Result>(
  call: (...args: Arguments) => Result,
  nap: (ms: number) => void = standStill,
): (...args: Arguments) => Result {
  return (...args) => {
    for (const ms of napsMs) {
      try {
        return call(...args)
      } catch (error) {
        if (!isErrno(error, 'EBUSY', 'EPERM', 'EACCES')) throw error
        nap(ms)
      }
    }
    return call(...args)
  }
}

function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
