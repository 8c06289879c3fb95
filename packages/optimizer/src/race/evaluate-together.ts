import type { Evaluate } from '../evaluate.ts'
import { evaluateMissing, type EvaluationJob } from './evaluate-missing.ts'
import type { ObservationStore } from './observation-store.ts'

/**
 * Runs several jobs at the same time. When one fails, the others are told to stop and waited for before the failure is thrown.
 *
 * @returns how many runs were paid for.
 */
export async function evaluateTogether(
  jobs: readonly EvaluationJob[],
  ports: { readonly store: ObservationStore; readonly evaluate: Evaluate },
): Promise<number> {
  const stop = new AbortController()
  const settled = await Promise.allSettled(
    jobs.map(async (job) => {
      const signal = job.signal === undefined ? stop.signal : AbortSignal.any([job.signal, stop.signal])
      try {
        return await evaluateMissing({ ...job, signal }, ports)
      } catch (error) {
        stop.abort(error)
        throw error
      }
    }),
  )
  // The first to fail is the reason of all that were stopped after it.
  stop.signal.throwIfAborted()
  return settled.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0), 0)
}
