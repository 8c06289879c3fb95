/** The scores of one test case with two variants. Which repeat of one meets which of the other has no meaning. */
export interface PairedCase {
  /** A score per repeat with the baseline; at least one. Leave out repeats that infrastructure failed. */
  readonly baseline: readonly number[]
  /** A score per repeat with the candidate, in the same unit; at least one, not necessarily as many. */
  readonly candidate: readonly number[]
  /** Cases with the same group (one source, one conversation) are not independent and are drawn together. */
  readonly group?: string | undefined
}
