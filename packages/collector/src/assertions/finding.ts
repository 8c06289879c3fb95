import type { JudgeUse } from '../results/assertion-result.ts'

/** What checking an assertion came to, before `not-` turns it round. */
export interface Finding {
  readonly holds: boolean
  /** In 0…1: how well it holds. */
  readonly score: number
  /** A sentence that is true whether it had to hold or not. */
  readonly reason: string
  /** Set when there was nothing to check, which fails with `not-` too. */
  readonly isVoid?: true
  readonly expected?: string | undefined
  readonly actual?: string | undefined
  readonly judge?: JudgeUse | undefined
}

/** A finding that either holds or does not. */
export function decide(holds: boolean, reason: string): Finding {
  return { holds, score: holds ? 1 : 0, reason }
}

/** A finding that fails with `not-` too. */
export function failVoid(reason: string): Finding {
  return { holds: false, score: 0, reason, isVoid: true }
}
