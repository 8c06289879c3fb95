import { exitCode } from '../exit-code.ts'
import { InterruptedError } from './interrupted-error.ts'
import { tell } from './print.ts'

/**
 * Does work that Ctrl-C stops at the next place where it may stop. A second Ctrl-C ends the process at once.
 *
 * @param howToGoOn what a person does to go on, as a sentence.
 * @throws an error with the code `CLI-INTERRUPTED-001` when it was stopped.
 */
export async function interruptible<Value>(
  howToGoOn: string,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const controller = new AbortController()
  // The listener stays: libraries that find none of ours when a signal comes end the process.
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCode.interrupted)
    tell(`${process.stderr.isTTY ? '\n' : ''}Stopping; Ctrl-C again ends at once.`)
    controller.abort(new InterruptedError(howToGoOn))
  }
  process.on('SIGINT', stop)
  try {
    return await work(controller.signal)
  } finally {
    process.off('SIGINT', stop)
  }
}
