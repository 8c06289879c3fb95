import { z } from 'zod'
import { excerpt } from '../assertions/excerpt.ts'
import type { Finding } from '../assertions/finding.ts'
import { askJudge } from './ask-judge.ts'
import { delimit } from './delimit.ts'
import type { JudgeOptions } from './judge-options.ts'
import { factualityPrompt } from './judge-prompt.ts'
import type { JudgedCase } from './judged-case.ts'

const relations = {
  subset: 'claims only what the facts say',
  superset: 'claims what the facts say, and more',
  same: 'says the same as the facts',
  disagree: 'disagrees with the facts',
  differ: 'differs from the facts in nothing that matters',
} as const

const relation = z.enum(['subset', 'superset', 'same', 'disagree', 'differ'])
const answerSchema = z.object({
  reason: z.coerce.string().default(''),
  relation: z.preprocess((value) => (typeof value === 'string' ? value.trim().toLowerCase() : value), relation),
})

/** Facts that an output must not contradict. */
export interface JudgeFactualityOptions extends JudgeOptions, JudgedCase {
  readonly facts: string
}

/**
 * Compares the facts in an output with a reference. It passes unless they disagree, as in promptfoo.
 *
 * @throws {@link InfrastructureError} when the judge fails.
 */
export async function judgeFactuality(output: string, options: JudgeFactualityOptions): Promise<Finding> {
  const { facts, request } = options
  const material = delimit({ request, reference: facts, output })
  const { answer, use } = await askJudge({ prompt: factualityPrompt, material, schema: answerSchema }, options)
  const holds = answer.relation !== 'disagree'
  const said = answer.reason === '' ? '' : `: ${excerpt(answer.reason)}`
  return {
    holds,
    score: Number(holds),
    reason: `The output ${relations[answer.relation]}${said}`,
    expected: facts,
    judge: use,
  }
}
