/** Why work ended: somebody pressed Ctrl-C. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
  readonly code = 'CLI-INTERRUPTED-001'
}

/**
 * Does work that Ctrl-C stops at the next place where it may stop. A second Ctrl-C ends the process at once.
 *
 * @param howToGoOn what a person does to go on, as a sentence.
 * @throws {@link InterruptedError} when it was stopped.
 */
export async function interruptible<Value>(
  howToGoOn: string,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const controller = new AbortController()
  const stop = (): void => controller.abort(new InterruptedError(howToGoOn))
  process.once('SIGINT', stop)
  try {
    return await work(controller.signal)
  } finally {
    process.off('SIGINT', stop)
  }
}
