import { createRandom } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failureClusters } from '../../src/evidence/failure-clusters.ts'
import { headAndTail } from '../../src/evidence/head-and-tail.ts'
import { reasonShape } from '../../src/evidence/reason-shape.ts'
import { sampleEvidence } from '../../src/evidence/sample-evidence.ts'
import { makeAssertion, makeCase, makeResult } from './evidence-fixtures.ts'

const cases = Array.from({ length: 12 }, (_, index) => makeCase(`case_${index}`))

const failing = (index: number, fields: Parameters<typeof makeAssertion>[0]) =>
  makeResult(cases[index] as never, [{ id: 'answer', output: 'x' }], { assertions: [makeAssertion(fields)] })

const passing = (index: number) => makeResult(cases[index] as never, [{ id: 'answer', output: 'x' }], { score: 1 })

describe('failureClusters', () => {
  it('puts failures together that differ in particulars only, and counts them over all cases', () => {
    const { clusters } = failureClusters([
      failing(0, { type: 'is-json', reason: 'Expected JSON, got "hello" at position 3' }),
      failing(1, { type: 'is-json', reason: 'Expected JSON, got "你好" at position 17' }),
      failing(2, { type: 'is-json', node: 'rewrite', reason: 'Expected JSON, got "x" at position 1' }),
      passing(3),
    ])
    expect(clusters.map(({ cases: count, of, nodeId }) => [count, of, nodeId])).toEqual([
      [2, 4, undefined],
      [1, 4, 'rewrite'],
    ])
    expect(clusters[0]?.caseIds).toEqual(['case_0', 'case_1'])
  })

  it('tells labels apart that several cases expect', () => {
    const { clusters } = failureClusters([
      failing(0, { expected: 'billing' }),
      failing(1, { expected: 'billing' }),
      failing(2, { expected: 'shipping' }),
      failing(3, { expected: 'shipping' }),
    ])
    expect(clusters.map(({ cases: count }) => count)).toEqual([2, 2])
    expect(
      clusters
        .map(({ description }) => /where (\w+) is/.exec(description)?.[1])
        .toSorted((one, other) => (String(one) < String(other) ? -1 : 1)),
    ).toEqual(['billing', 'shipping'])
  })

  it('keeps the findings of one judge together, whatever they say', () => {
    const judge = { model: 'm', prompt_version: '1', votes: 1, total_tokens: 1, cost_usd: null }
    const { clusters } = failureClusters([
      failing(0, { type: 'llm-rubric', judge, reason: 'The tone is rude.' }),
      failing(1, { type: 'llm-rubric', judge, reason: 'No apology was made to the customer.' }),
    ])
    expect(clusters).toHaveLength(1)
  })

  it('names the cluster of the heaviest failure as the main one, and counts a case in each of its clusters', () => {
    const result = makeResult(cases[0] as never, [], {
      assertions: [
        makeAssertion({ index: 0, type: 'contains', weight: 1, reason: 'Missing a word' }),
        makeAssertion({ index: 1, type: 'is-json', weight: 3, reason: 'No JSON' }),
      ],
    })
    const { clusters, mainCluster } = failureClusters([result])
    expect(clusters).toHaveLength(2)
    const main = clusters.find(({ id }) => id === mainCluster.get('case_0'))
    expect(main?.description).toContain('is-json')
  })

  it('groups runs that broke down by what broke', () => {
    const broken = (index: number, message: string) =>
      makeResult(cases[index] as never, [], { status: 'error', error: { class: 'code', message, node_id: 'parse' } })
    const { clusters } = failureClusters([
      broken(0, 'line 3: no value'),
      broken(1, 'line 99: no value'),
      broken(2, 'timeout'),
    ])
    expect(clusters.map(({ cases: count, nodeId }) => [count, nodeId])).toEqual([
      [2, 'parse'],
      [1, 'parse'],
    ])
  })

  it('leaves out runs that infrastructure failed', () => {
    const missing = makeResult(cases[0] as never, [], {
      status: 'infra_error',
      score: null,
      error: { class: 'network', message: 'lost' },
    })
    expect(failureClusters([missing]).clusters).toEqual([])
  })
})

describe('reasonShape', () => {
  it('leaves out quotes, JSON and numbers', () => {
    expect(reasonShape('Expected "a b" but got {"x": [1, 2]} after 12 words')).toBe('expected but got after words')
    expect(reasonShape('输出不包含「北京」，共 3 处')).toBe(reasonShape('输出不包含「上海」，共 8 处'))
  })
})

describe('sampleEvidence', () => {
  const results = [
    ...[0, 1, 2, 3, 4, 5].map((index) => failing(index, { type: 'contains', reason: 'Missing' })),
    failing(6, { type: 'is-json', reason: 'No JSON' }),
    failing(7, { type: 'regex', reason: 'No match' }),
    ...[8, 9, 10, 11].map(passing),
  ]

  it('shows each kind of failure before it shows one twice, and two cases that must keep working', () => {
    const shown = sampleEvidence(results, { cases, random: createRandom(1) })
    expect(shown).toHaveLength(8)
    expect(shown.filter(({ isPassing }) => isPassing)).toHaveLength(2)
    expect(new Set(shown.slice(0, 3).map(({ clusterId }) => clusterId)).size).toBe(3)
  })

  it('takes the preferred cluster first', () => {
    const { clusters } = failureClusters(results)
    const preferred = clusters.find(({ description }) => description.startsWith('regex'))?.id as string
    const shown = sampleEvidence(results, { cases, count: 3, preferred: [preferred], random: createRandom(1) })
    expect(shown[0]).toMatchObject({ caseId: 'case_7', clusterId: preferred })
  })

  it('shows no case that it may not read', () => {
    const shown = sampleEvidence(results, { cases: cases.slice(0, 4), random: createRandom(1) })
    expect(shown.map(({ caseId }) => caseId).toSorted((one, other) => (one < other ? -1 : 1))).toEqual([
      'case_0',
      'case_1',
      'case_2',
      'case_3',
    ])
  })

  it('shows what passes with a low score after what fails, the lowest first, and says what was missing', () => {
    const assertions = [makeAssertion({ passed: true, score: 0.6, reason: 'It could say more.' })]
    const graded = [0.8, 0.6, 0.97].map((score, index) =>
      makeResult(cases[index] as TestCase, [{ id: 'answer', output: 'x' }], { assertions, status: 'passed', score }),
    )
    const failed = failing(6, { type: 'is-json', reason: 'No JSON' })
    const shown = sampleEvidence([...graded, failed], { cases, random: createRandom(1) })
    expect(shown.map(({ caseId, isPassing }) => `${caseId} ${isPassing}`)).toEqual([
      'case_6 false',
      'case_1 false',
      'case_0 false',
      'case_2 true',
    ])
    expect(shown[1]?.failed).toMatchObject([{ reason: 'It could say more.' }])
  })

  it('shows what should have come out, of failing cases', () => {
    const shownOf = (fields: Partial<TestCase>, isPassing = false): string | undefined => {
      const testCase = makeCase('one', fields)
      const assertions = [makeAssertion({ passed: isPassing })]
      const result = makeResult(testCase, [{ id: 'answer', output: 'b' }], { assertions, score: isPassing ? 1 : 0 })
      return sampleEvidence([result], { cases: [testCase], random: createRandom(1) })[0]?.expected
    }
    expect(shownOf({})).toBeUndefined()
    expect(shownOf({ expected_outputs: { answer: 'a' } })).toBe('a')
    expect(shownOf({ expected_outputs: { answer: 'a', marks: [1, 2] } })).toBe('answer: a\nmarks: [1,2]')
    expect(shownOf({ expected_outputs: { answer: 'a' } }, true)).toBeUndefined()
    const turns = ['x', 'y'].map((answer) => ({ query: '?', inputs: {}, assertions: [], expected_outputs: { answer } }))
    expect(shownOf({ turns })).toBe('y')
  })

  it('shows what a run was given, sent, gave and missed, each text bounded', () => {
    const long = 'word '.repeat(10_000)
    const testCase = makeCase('long', { inputs: { question: long }, query: 'And?' })
    const result = makeResult(
      testCase,
      [
        { id: 'rewrite', output: long },
        { id: 'answer', output: 'short' },
      ],
      {
        assertions: [makeAssertion({ node: 'rewrite', expected: 'a', actual: long })],
      },
    )
    const [shown] = sampleEvidence([result], { cases: [testCase], random: createRandom(1) })
    expect(shown?.inputs.startsWith('question: word')).toBe(true)
    expect(shown?.inputs.endsWith('query: And?')).toBe(true)
    expect(shown?.nodes.map(({ nodeId, prompts }) => [nodeId, prompts[0]?.text])).toEqual([
      ['rewrite', 'You are rewrite.'],
      ['answer', 'You are answer.'],
    ])
    expect(shown?.failed[0]).toMatchObject({ nodeId: 'rewrite', expected: 'a' })
    expect(JSON.stringify(shown).length).toBeLessThan(20_000)
  })
})

describe('headAndTail', () => {
  it('keeps both ends within the bound and cuts no character in half', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.integer({ min: 60, max: 200 }), (text, most) => {
        const cut = headAndTail(text, most)
        expect(cut.length).toBeLessThanOrEqual(most)
        expect(cut).toBe(Buffer.from(cut).toString())
        expect(cut === text).toBe(text.length <= most)
      }),
      { seed: 8, numRuns: 300 },
    )
  })
})
