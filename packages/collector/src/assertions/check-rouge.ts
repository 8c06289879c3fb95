import type { WordSegmenter } from './assertion-ports.ts'
import type { Finding } from './finding.ts'
import { runWithin } from './run-within.ts'
import { segmentWords } from './segment-words.ts'

/** Characters that are cut into words in about a millisecond, so that watching the time would cost more. */
const QUICK_UP_TO = 2_000

/** What overlap is enough, and how words are found. */
export interface CheckRougeOptions {
  readonly threshold: number
  readonly timeLimitMs: number
  readonly segmenter?: WordSegmenter | undefined
}

/**
 * Whether the words of the output overlap enough with those of a reference: ROUGE-1 as F1 (Lin, "ROUGE: A Package for Automatic
 * Evaluation of Summaries", 2004), whatever the case of letters. The score is the overlap.
 *
 * @throws {@link UncheckableError} when cutting the text into words takes too long.
 */
export function checkRouge(text: string, reference: string, options: CheckRougeOptions): Finding {
  const { threshold, timeLimitMs, segmenter } = options
  const compare = () => overlap(segmentWords(text, segmenter), segmentWords(reference, segmenter))
  const isQuick = text.length + reference.length <= QUICK_UP_TO
  const score = isQuick ? compare() : runWithin(compare, { timeLimitMs, what: 'comparing words' })
  const holds = score >= threshold
  return {
    holds,
    score,
    reason: `The words of the output overlap ${score.toFixed(3)} with the reference, ${holds ? 'at least' : 'less than'} ${threshold}.`,
    expected: reference,
  }
}

function overlap(words: readonly string[], reference: readonly string[]): number {
  if (words.length === 0 || reference.length === 0) return words.length === reference.length ? 1 : 0
  const left = new Map<string, number>()
  for (const word of reference) left.set(word, (left.get(word) ?? 0) + 1)
  let shared = 0
  for (const word of words) {
    const count = left.get(word) ?? 0
    if (count === 0) continue
    shared += 1
    left.set(word, count - 1)
  }
  return (2 * shared) / (words.length + reference.length)
}
