import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Trial } from './score/trial.ts'
import type { TrialFile } from './trial-file.ts'
import type { TrialOrder } from './work.ts'

export interface RunTrialsOptions {
  readonly jobs: number
  /** Trials that it holds are not run again; those that are run go in there. */
  readonly file: TrialFile
  readonly onTrial: (trial: Trial) => void
  /** Options of Node for the processes. Default: those of this one. */
  readonly execArgv?: readonly string[]
}

/**
 * Runs trials in a few processes, in no particular order of time; the results are in the order of the orders.
 *
 * @throws {Error} when a trial fails; its process has said why.
 */
export async function runTrials(
  orders: readonly TrialOrder[],
  { jobs, file, onTrial, execArgv = process.execArgv }: RunTrialsOptions,
): Promise<Trial[]> {
  const trials: Trial[] = []
  const waiting = orders.entries()
  const work = async (child: ChildProcess): Promise<void> => {
    try {
      for (const [index, order] of waiting) {
        const known = file.find(order)
        if (known === undefined) child.send(order)
        const trial = known ?? (await answerOf(child, order))
        trials[index] = trial
        if (known === undefined) file.add(order, trial)
        onTrial(trial)
      }
    } finally {
      child.kill()
    }
  }
  await Promise.all(
    Array.from({ length: Math.min(jobs, orders.length) }, () => work(fork(worker, { execArgv: [...execArgv] }))),
  )
  return trials
}

const worker = new URL('work.ts', import.meta.url)

async function answerOf(child: ChildProcess, { contender, family, seed }: TrialOrder): Promise<Trial> {
  const stop = new AbortController()
  const died = once(child, 'exit', { signal: stop.signal }).then(() => {
    throw new Error(`The trial of ${contender} in ${family}-${seed} failed.`)
  })
  const answered = once(child, 'message', { signal: stop.signal }).then(([trial]) => trial as Trial)
  try {
    return await Promise.race([answered, died])
  } finally {
    stop.abort()
    await Promise.allSettled([answered, died])
  }
}
