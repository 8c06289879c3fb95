/** Waits for a promise, but no longer than until the signal is aborted; then it rejects with the reason of the signal. */
export async function untilAborted<Result>(promise: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return promise
  let stop: (() => void) | undefined
  try {
    const aborted = new Promise<never>((_resolve, reject) => {
      stop = () => reject(signal.reason as Error)
      if (signal.aborted) stop()
      else signal.addEventListener('abort', stop)
    })
    return await Promise.race([promise, aborted])
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop)
  }
}
