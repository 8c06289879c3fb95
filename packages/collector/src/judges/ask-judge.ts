import type { LanguageModelV4GenerateResult, LanguageModelV4Prompt } from '@ai-sdk/provider'
import type { z } from 'zod'
import { excerpt } from '../assertions/excerpt.ts'
import type { JudgeUse } from '../results/assertion-result.ts'
import { InfrastructureError } from '../results/infrastructure-error.ts'
import type { JudgeOptions } from './judge-options.ts'
import type { JudgePrompt } from './judge-prompt.ts'
import { judgeFailure } from './judge-failure.ts'
import { parseJudgeAnswer } from './parse-judge-answer.ts'
import { readCost } from './read-cost.ts'
import { sumUses } from './sum-uses.ts'

/** One question to a judge. */
export interface JudgeQuestion<Answer> {
  readonly prompt: JudgePrompt
  /** What is to be judged, delimited. */
  readonly material: string
  readonly schema: z.ZodType<Answer>
  /** Which vote on the same material this is, from 0. */
  readonly vote?: number
}

/** What a judge said, and what that took. */
export interface JudgeAnswer<Answer> {
  readonly answer: Answer
  readonly use: JudgeUse
}

/** Draws that one vote may take: its answer, and the second one when the first cannot be read. */
const DRAWS = 2

/**
 * Asks a judge, with temperature 0. An answer that cannot be read is shown to the judge, who gets one more try.
 *
 * @throws {@link InfrastructureError} when the model fails, or the second answer cannot be read either.
 */
export async function askJudge<Answer>(
  question: JudgeQuestion<Answer>,
  options: JudgeOptions,
): Promise<JudgeAnswer<Answer>> {
  const { prompt, schema, vote = 0 } = question
  const messages = openingOf(question)
  const results: LanguageModelV4GenerateResult[] = []
  let said = ''
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const result = await generate(messages, vote * DRAWS + draw, options)
    results.push(result)
    said = textOf(result)
    const answer = parseJudgeAnswer(said, schema)
    if (answer !== undefined) return { answer, use: useOf(results, prompt, options) }
    messages.push(
      { role: 'assistant', content: [{ type: 'text', text: excerpt(said) }] },
      {
        role: 'user',
        content: [
          {
            type: 'text',
            text: 'That is not the JSON object that was asked for. Answer again, with that object alone.',
          },
        ],
      },
    )
  }
  throw new InfrastructureError(
    `Judge ${JSON.stringify(options.model.modelId)} gave no answer that can be read (${JSON.stringify(excerpt(said, 200))}); use a model that follows instructions better`,
    { class: 'judge' },
  )
}

function openingOf({ prompt, material }: JudgeQuestion<unknown>): LanguageModelV4Prompt {
  return [
    { role: 'system', content: prompt.system },
    { role: 'user', content: [{ type: 'text', text: material }] },
  ]
}

async function generate(
  prompt: LanguageModelV4Prompt,
  draw: number,
  { model, repeat = 0, signal }: JudgeOptions,
): Promise<LanguageModelV4GenerateResult> {
  try {
    return await model.doGenerate({
      prompt: [...prompt],
      temperature: 0,
      // Tells the cache that these are draws of their own, and the ledger who calls.
      providerOptions: { autoopt: { role: 'judge', repeat, draw } },
      ...(signal && { abortSignal: signal }),
    })
  } catch (error) {
    throw judgeFailure(error, { model: model.modelId, work: 'judge an output', signal })
  }
}

function textOf({ content }: LanguageModelV4GenerateResult): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('')
}

function useOf(
  results: readonly LanguageModelV4GenerateResult[],
  prompt: JudgePrompt,
  { model }: JudgeOptions,
): JudgeUse {
  const uses = results.map(({ usage, providerMetadata }) => ({
    model: model.modelId,
    prompt_version: prompt.version,
    votes: 1,
    total_tokens: (usage.inputTokens.total ?? 0) + (usage.outputTokens.total ?? 0),
    cost_usd: readCost(providerMetadata),
  }))
  return { ...sumUses(uses), votes: 1 }
}
