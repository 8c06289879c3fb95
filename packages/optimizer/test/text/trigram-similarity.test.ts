import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jaccardSimilarity, trigramSimilarity, trigrams } from '../../src/text/trigram-similarity.ts'

describe('trigramSimilarity', () => {
  it('overlooks case, blanks and punctuation', () => {
    expect(trigramSimilarity('Be brief, please!', 'be  brief please')).toBe(1)
    expect(trigramSimilarity('请保持简洁。', '请保持简洁')).toBe(1)
  })

  it('tells near-duplicates from other sentences', () => {
    expect(
      trigramSimilarity('Answer in the language of the customer.', 'Answer in the language of the customers.'),
    ).toBeGreaterThan(0.8)
    expect(trigramSimilarity('请用中文回答用户的问题', '不要输出任何代码')).toBeLessThan(0.1)
  })

  it('is symmetric, between 0 and 1, and 1 for a text and itself', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (first, second) => {
        const similarity = trigramSimilarity(first, second)
        expect(similarity).toBe(trigramSimilarity(second, first))
        expect(similarity).toBeGreaterThanOrEqual(0)
        expect(similarity).toBeLessThanOrEqual(1)
        expect(trigramSimilarity(first, first)).toBe(1)
      }),
    )
  })

  it('takes two empty sets for alike', () => {
    expect(jaccardSimilarity(new Set(), new Set())).toBe(1)
    expect(trigrams('ab')).toEqual(new Set(['ab']))
  })
})
