import { exitCode } from '../exit-code.ts'

/** How work is asked to stop. */
export interface TwoStepStop extends Disposable {
  /** After the first Ctrl-C: finish what runs. */
  readonly drain: AbortSignal
  /** After the second: leave it. */
  readonly abort: AbortSignal
}

/** Listens to Ctrl-C. The third ends the process at once. */
export function listenForStop(say: (text: string) => void): TwoStepStop {
  const [drain, abort] = [new AbortController(), new AbortController()]
  const stop = (): void => {
    if (abort.signal.aborted) process.exit(exitCode.interrupted)
    if (drain.signal.aborted) {
      say('Stopping now.')
      abort.abort(new Error('stopped with Ctrl-C'))
    } else {
      say('Finishing what runs; Ctrl-C again stops it.')
      drain.abort()
    }
  }
  process.on('SIGINT', stop)
  return {
    drain: drain.signal,
    abort: abort.signal,
    [Symbol.dispose]: () => {
      process.off('SIGINT', stop)
    },
  }
}
