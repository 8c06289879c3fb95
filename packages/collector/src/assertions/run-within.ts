import { isNativeError } from 'node:util/types'
import { createContext, Script } from 'node:vm'
import { UncheckableError } from '../errors.ts'

/** Milliseconds that the checking of one assertion may compute. */
export const DEFAULT_TIME_LIMIT_MS = 2_000

const context = createContext(Object.create(null) as Record<string, unknown>)
const call = new Script('work()')

/**
 * What a synchronous function returns, if it does so in time. V8 stops it wherever it is, inside a regular expression too; what it
 * was changing is left half changed, so it must touch nothing that outlives it.
 *
 * @throws {@link UncheckableError} when it takes longer.
 */
export function runWithin<Result>(
  work: () => Result,
  limit: { readonly timeLimitMs: number; readonly what: string },
): Result {
  const outer = context['work']
  let outcome: { readonly result: Result } | undefined
  context['work'] = () => {
    outcome = { result: work() }
  }
  try {
    call.runInContext(context, { timeout: limit.timeLimitMs })
  } catch (error) {
    if (!isTimeout(error)) throw error
    throw new UncheckableError(
      `${limit.what} took longer than ${limit.timeLimitMs} ms; make it simpler, or look at a shorter text`,
      { ...limit },
    )
  } finally {
    context['work'] = outer
  }
  if (outcome === undefined) throw new Error('The function did not run')
  return outcome.result
}

/** The error may come from the other context, whose `Error` is not this one. */
function isTimeout(error: unknown): boolean {
  return isNativeError(error) && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}
