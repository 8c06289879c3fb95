import { MockEmbeddingModelV4 } from 'ai/test'
import { describe, expect, it } from 'vitest'
import { assertResult, InfrastructureError } from '../../src/index.ts'
import { caseOf, runOf } from './run-of.ts'

const vectors: Record<string, number[]> = { 猫: [1, 0], 貓: [0.8, 0.6], 狗: [0, 1], nothing: [0, 0], odd: [1, 0, 0] }

function embedding(maxEmbeddingsPerCall = 10) {
  return new MockEmbeddingModelV4({
    modelId: 'vectors-1',
    maxEmbeddingsPerCall,
    doEmbed: async ({ values }) => ({
      embeddings: values.map((text) => vectors[text] ?? []),
      usage: { tokens: values.length },
      providerMetadata: { autoopt: { cost_usd: 0.5 } },
      warnings: [],
    }),
  })
}

async function similar(output: string, assertion: Record<string, unknown>, model = embedding()) {
  const [result] = await assertResult(runOf({ text: output }), caseOf([{ type: 'similar', ...assertion }]), {
    embed: () => model,
  })
  return result
}

describe('similar', () => {
  it.each([
    ['猫', { value: '貓' }, true, 0.8],
    ['猫', { value: '貓', threshold: 0.9 }, false, 0.8],
    ['猫', { value: ['狗', '貓'] }, true, 0.8],
    ['猫', { value: ['狗', '貓'], type: 'not-similar' }, false, 0.2],
    ['猫', { value: '狗', type: 'not-similar' }, true, 1],
    ['猫', { value: 'nothing' }, false, 0],
    [' \n', { value: '猫' }, false, 0],
  ])('is the cosine of the embeddings of %j and %j', async (output, assertion, passed, score) => {
    const result = await similar(output, assertion)
    expect(result?.passed).toBe(passed)
    expect(result?.score).toBeCloseTo(score, 12)
  })

  it('embeds in as many calls as the model needs, and says what they took', async () => {
    const model = embedding(2)
    expect(await similar('猫', { value: ['狗', '貓'] }, model)).toMatchObject({
      passed: true,
      judge: { model: 'vectors-1', prompt_version: 'embedding', votes: 1, total_tokens: 3, cost_usd: 1 },
    })
    expect(model.doEmbedCalls.map(({ values }) => values)).toEqual([['猫', '狗'], ['貓']])
  })

  it.each([['odd'], ['unknown']])('is no score when the vectors cannot be compared: %s', async (value) => {
    await expect(similar('猫', { value })).rejects.toMatchObject({ code: 'COLLECT-INFRA-001', class: 'judge' })
  })

  it('is no score when the model fails', async () => {
    const model = new MockEmbeddingModelV4({ doEmbed: async () => Promise.reject(new Error('it broke')) })
    await expect(similar('猫', { value: '狗' }, model)).rejects.toBeInstanceOf(InfrastructureError)
  })
})
