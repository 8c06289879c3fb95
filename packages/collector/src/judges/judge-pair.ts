import { z } from 'zod'
import type { JudgeUse } from '../results/assertion-result.ts'
import { askJudge } from './ask-judge.ts'
import { delimit } from './delimit.ts'
import type { JudgeOptions } from './judge-options.ts'
import { pairPrompt } from './judge-prompt.ts'
import type { JudgedCase } from './judged-case.ts'
import { sumUses } from './sum-uses.ts'

const answerSchema = z.object({
  reason: z.coerce.string().default(''),
  winner: z.preprocess(
    (value) => (typeof value === 'string' ? value.trim().toLowerCase() : value),
    z.enum(['first', 'second', 'tie']),
  ),
})

/** Criteria by which one output is better than another. */
export interface JudgePairOptions extends JudgeOptions, JudgedCase {
  readonly criteria: string
}

/** Which of two outputs is better. */
export interface PairVerdict {
  /** 1: the left one; 0: the right one; 0.5: a tie, or another winner in each seat. */
  readonly left: 0 | 0.5 | 1
  readonly reason: string
  /** Absent when the outputs are equal, and nobody was asked. */
  readonly judge: JudgeUse | undefined
}

/**
 * Asks which of two outputs is better, once in each seat: a judge who favours a seat decides nothing.
 *
 * @throws {@link InfrastructureError} when the judge fails.
 */
export async function judgePair(left: string, right: string, options: JudgePairOptions): Promise<PairVerdict> {
  if (left === right) return { left: 0.5, reason: 'the outputs are equal', judge: undefined }
  const ask = async (first: string, second: string) => {
    const { criteria, request, expected } = options
    const material = delimit({ criteria, request, expected, first, second })
    return askJudge({ prompt: pairPrompt, material, schema: answerSchema }, options)
  }
  const [straight, swapped] = await Promise.all([ask(left, right), ask(right, left)])
  const inFirstSeat = { first: 1, tie: 0.5, second: 0 }[straight.answer.winner]
  const inSecondSeat = { first: 0, tie: 0.5, second: 1 }[swapped.answer.winner]
  const isAgreed = inFirstSeat === inSecondSeat
  return {
    left: isAgreed ? (inFirstSeat as PairVerdict['left']) : 0.5,
    reason: isAgreed ? straight.answer.reason : 'the judge changed its mind with the seats',
    judge: sumUses([straight.use, swapped.use]),
  }
}
