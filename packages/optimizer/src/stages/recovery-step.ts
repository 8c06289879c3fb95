import type { Candidate } from '../search/candidate.ts'

/**
 * What was tried to save a change. `full`: all of it. `partial`: the part of it that does no harm. `alternative`: another wording of the
 * search. `rollback`: nothing, the baseline stays.
 */
export type RecoveryLevel = 'full' | 'partial' | 'alternative' | 'rollback'

export interface RecoveryStep {
  readonly level: RecoveryLevel
  readonly candidate: Candidate | null
  readonly succeeded: boolean
  /** A plain sentence. */
  readonly reason: string
}
