import { tell } from './terminal/print.ts'

/** What failed first, when after a failure something (a store) could not be closed either; the latter is told. */
export function firstFailure(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown.name !== 'SuppressedError' || !('suppressed' in thrown)) return thrown
  const later = 'error' in thrown ? thrown.error : undefined
  tell(`warning: ${later instanceof Error ? later.message : String(later)}`)
  return firstFailure(thrown.suppressed)
}
