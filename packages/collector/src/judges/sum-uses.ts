import type { JudgeUse } from '../results/assertion-result.ts'

/** What several votes took together. */
export function sumUses(uses: readonly JudgeUse[]): JudgeUse {
  const [first] = uses
  if (first === undefined) throw new Error('There are no votes to sum')
  return {
    model: first.model,
    prompt_version: first.prompt_version,
    votes: uses.reduce((sum, { votes }) => sum + votes, 0),
    total_tokens: uses.reduce((sum, { total_tokens: tokens }) => sum + tokens, 0),
    cost_usd: uses.reduce<number | null>(
      (sum, { cost_usd: cost }) => (sum === null || cost === null ? null : sum + cost),
      0,
    ),
  }
}
