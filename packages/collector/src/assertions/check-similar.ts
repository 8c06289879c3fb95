import type { EmbeddingModelV4, EmbeddingModelV4Result } from '@ai-sdk/provider'
import { judgeFailure } from '../judges/judge-failure.ts'
import { readCost } from '../judges/read-cost.ts'
import { InfrastructureError } from '../results/infrastructure-error.ts'
import { excerpt } from './excerpt.ts'
import { decide, type Finding } from './finding.ts'

/** What closeness is enough, and which model measures it. */
export interface CheckSimilarOptions {
  readonly model: EmbeddingModelV4
  readonly threshold: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Whether the output means about the same as a text, or as one of several: the cosine of their embeddings, which is the score. An
 * empty output is close to nothing, and no model is asked.
 *
 * @throws {@link InfrastructureError} when the model fails or its vectors cannot be compared.
 */
export async function checkSimilar(
  text: string,
  texts: readonly string[],
  options: CheckSimilarOptions,
): Promise<Finding> {
  const { model, threshold } = options
  const expected = texts.join('\n')
  if (text.trim() === '') return { ...decide(false, 'The output is empty, and so close to nothing.'), expected }
  const results = await embed([text, ...texts].map(wholeText), options)
  const [vector = [], ...others] = results.flatMap(({ embeddings }) => embeddings)
  const closeness = Math.max(...others.map((other) => cosine(vector, other, model.modelId)))
  const holds = closeness >= threshold
  return {
    holds,
    score: Math.min(1, Math.max(0, closeness)),
    reason: `The output is ${closeness.toFixed(3)} close to ${texts.length > 1 ? 'the closest text' : 'the text'}, ${holds ? 'at least' : 'less than'} ${threshold}.`,
    expected,
    judge: {
      model: model.modelId,
      prompt_version: 'embedding',
      votes: 1,
      total_tokens: results.reduce((sum, { usage }) => sum + (usage?.tokens ?? 0), 0),
      cost_usd: results.reduce<number | null>((sum, { providerMetadata }) => {
        const cost = readCost(providerMetadata)
        return sum === null || cost === null ? null : sum + cost
      }, 0),
    },
  }
}

/** Without halves of characters, which servers refuse. */
function wholeText(text: string): string {
  return excerpt(text, Number.POSITIVE_INFINITY)
}

async function embed(
  values: readonly string[],
  { model, signal }: CheckSimilarOptions,
): Promise<EmbeddingModelV4Result[]> {
  const results: EmbeddingModelV4Result[] = []
  try {
    const most = (await model.maxEmbeddingsPerCall) ?? Number.POSITIVE_INFINITY
    for (let start = 0; start < values.length; start += most) {
      const part = values.slice(start, start + most)
      const result = await model.doEmbed({
        values: part,
        providerOptions: { autoopt: { role: 'embedding' } },
        ...(signal && { abortSignal: signal }),
      })
      if (result.embeddings.length !== part.length)
        throw unusable(model.modelId, 'another number of vectors than texts')
      results.push(result)
    }
  } catch (error) {
    throw judgeFailure(error, { model: model.modelId, work: 'embed the texts of a similar assertion', signal })
  }
  return results
}

function cosine(left: readonly number[], right: readonly number[], model: string): number {
  if (left.length !== right.length || left.length === 0) throw unusable(model, 'vectors of different lengths')
  let [product, leftSquare, rightSquare] = [0, 0, 0]
  for (const [index, first] of left.entries()) {
    const second = right[index] ?? 0
    product += first * second
    leftSquare += first * first
    rightSquare += second * second
  }
  const lengths = Math.sqrt(leftSquare) * Math.sqrt(rightSquare)
  const result = lengths === 0 ? 0 : product / lengths
  if (!Number.isFinite(result)) throw unusable(model, 'vectors that hold something else than numbers')
  return result
}

function unusable(model: string, finding: string): InfrastructureError {
  return new InfrastructureError(
    `Model ${JSON.stringify(model)} gave ${finding}; check that it is an embedding model`,
    {
      class: 'judge',
    },
  )
}
