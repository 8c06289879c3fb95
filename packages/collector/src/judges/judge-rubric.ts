import { z } from 'zod'
import { excerpt } from '../assertions/excerpt.ts'
import type { Finding } from '../assertions/finding.ts'
import { askJudge, type JudgeAnswer } from './ask-judge.ts'
import { delimit } from './delimit.ts'
import type { JudgeOptions } from './judge-options.ts'
import { rubricPrompt } from './judge-prompt.ts'
import type { JudgedCase } from './judged-case.ts'
import { sumUses } from './sum-uses.ts'

/** A score so close to where it begins to pass is voted on. */
const NEAR = 0.1

/** Where a pass is expected to begin when the criteria set no threshold. */
const MIDDLE = 0.5

const answerSchema = z.object({
  reason: z.coerce.string().default(''),
  score: z.coerce.number().min(0).max(1).optional(),
  pass: z.boolean().optional(),
})
const gradeSchema = answerSchema
  .refine(({ score, pass }) => score !== undefined || pass !== undefined)
  .transform(({ reason, score, pass }) => ({ reason, score: score ?? Number(pass), pass }))
type Grade = z.infer<typeof gradeSchema>

/** Criteria, and what a pass is. */
export interface JudgeRubricOptions extends JudgeOptions, JudgedCase {
  readonly rubric: string
  /** Score to reach. Default: what the judge calls a pass. */
  readonly threshold?: number | undefined
}

/**
 * Grades an output by criteria. A score within 0.1 of the threshold is put to two more votes: the majority decides, and the score is
 * the median.
 *
 * @throws {@link InfrastructureError} when the judge fails.
 */
export async function judgeRubric(output: string, options: JudgeRubricOptions): Promise<Finding> {
  const { rubric, threshold, request, expected } = options
  const material = delimit({ criteria: rubric, request, expected, output })
  const ask = async (vote: number) => askJudge({ prompt: rubricPrompt, material, schema: gradeSchema, vote }, options)
  const first = await ask(0)
  const votes = isNear(first.answer, threshold) ? [first, ...(await Promise.all([ask(1), ask(2)]))] : [first]
  return findingOf(votes, options)
}

function isNear({ score, pass }: Grade, threshold: number | undefined): boolean {
  const contradicts = pass !== undefined && pass !== score >= (threshold ?? MIDDLE)
  return contradicts || Math.abs(score - (threshold ?? MIDDLE)) <= NEAR
}

function passes({ score, pass }: Grade, threshold: number | undefined): boolean {
  return threshold === undefined ? (pass ?? score >= MIDDLE) : pass !== false && score >= threshold
}

function findingOf(votes: readonly JudgeAnswer<Grade>[], { rubric, threshold }: JudgeRubricOptions): Finding {
  const inFavour = votes.filter(({ answer }) => passes(answer, threshold))
  const holds = inFavour.length * 2 > votes.length
  const scores = votes.map(({ answer }) => answer.score).toSorted((left, right) => left - right)
  const score = scores[Math.floor(scores.length / 2)] ?? 0
  const speaker = votes.find(({ answer }) => passes(answer, threshold) === holds)
  const count = votes.length > 1 ? `, ${inFavour.length} of ${votes.length} votes for a pass` : ''
  const said = speaker === undefined || speaker.answer.reason === '' ? '' : `: ${excerpt(speaker.answer.reason)}`
  return {
    holds,
    score,
    reason: `The judge gave ${score}${threshold === undefined ? '' : ` of the ${threshold} to reach`}${count}${said}`,
    expected: rubric,
    judge: sumUses(votes.map(({ use }) => use)),
  }
}
