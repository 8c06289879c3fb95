import { editDistance } from './edit-distance.ts'
import type { Finding } from './finding.ts'
import { runWithin } from './run-within.ts'

/** Product of lengths for which the count takes less than a millisecond, so that watching the time would cost more. */
const QUICK_UP_TO = 200_000

/**
 * Whether the output is at most so many edits from a text. The score is 1 minus the share of the longer text that is edited; where
 * both are too long to count all edits, 0 beyond the threshold.
 *
 * @throws {@link UncheckableError} when counting takes too long.
 */
export function checkLevenshtein(
  text: string,
  expected: string,
  { threshold, timeLimitMs }: { readonly threshold: number; readonly timeLimitMs: number },
): Finding {
  const count = () => editDistance(text, expected, threshold)
  const isQuick = text.length * expected.length <= QUICK_UP_TO
  const edits = isQuick ? count() : runWithin(count, { timeLimitMs, what: 'counting edits' })
  const longer = Math.max(characters(text), characters(expected))
  const score = edits === undefined ? 0 : 1 - edits / Math.max(1, longer)
  return {
    holds: edits !== undefined && edits <= threshold,
    score: Math.max(0, score),
    reason: `The output is ${edits ?? `more than ${threshold}`} edits from the expected text, of at most ${threshold}.`,
    expected,
  }
}

function characters(text: string): number {
  return text.length - (text.match(/[\u{10000}-\u{10ffff}]/gu)?.length ?? 0)
}
