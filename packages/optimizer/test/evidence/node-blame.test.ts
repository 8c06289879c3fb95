import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ComponentBlame, nodeBlame } from '../../src/evidence/node-blame.ts'
import { makeAssertion, makeCase, makeComponents, makeGraph, makeResult } from './evidence-fixtures.ts'

const components = makeComponents(['rewrite', 'answer'])
const graph = makeGraph(['start>rewrite', 'rewrite>parse', 'parse>answer', 'answer>end'])

const shareOf = (blame: readonly ComponentBlame[], nodeId: string): number =>
  blame.filter((one) => one.nodeId === nodeId).reduce((sum, { share }) => sum + share, 0)

const sourcesOf = (blame: readonly ComponentBlame[]): (string | undefined)[] =>
  blame.flatMap(({ evidence }) => evidence.map(({ source }) => source))

describe('nodeBlame', () => {
  it('blames the node whose own output was expected to be otherwise', () => {
    const testCase = makeCase('one')
    const result = makeResult(
      testCase,
      [
        { id: 'rewrite', output: 'x' },
        { id: 'answer', output: 'y' },
      ],
      {
        assertions: [makeAssertion({ node: 'rewrite', reason: 'Expected a question' }), makeAssertion({ index: 1 })],
      },
    )
    const blame = nodeBlame([result], { cases: [testCase], components, graph })
    expect(blame[0]).toMatchObject({ componentId: 'rewrite_system', share: 1 })
    expect(blame[0]?.evidence[0]).toMatchObject({ caseId: 'one', source: 'assertion', reason: 'Expected a question' })
  })

  it('blames whoever gave a node that cannot be changed what it broke down on', () => {
    const testCase = makeCase('one')
    const result = makeResult(
      testCase,
      [
        { id: 'rewrite', output: '{bad' },
        { id: 'parse', error: 'Expecting value' },
      ],
      {
        status: 'error',
        error: { class: 'code', message: 'Expecting value', node_id: 'parse' },
      },
    )
    const blame = nodeBlame([result], { cases: [testCase], components, graph })
    expect(shareOf(blame, 'rewrite')).toBe(1)
    expect(sourcesOf(blame)).toEqual(['error'])
  })

  it('blames a failing node that can be changed more than the node before it', () => {
    const testCase = makeCase('one')
    const result = makeResult(testCase, [
      { id: 'rewrite', output: 'x' },
      { id: 'parse', output: 'x' },
      { id: 'answer', error: 'no JSON' },
    ])
    const blame = nodeBlame([result], { cases: [testCase], components, graph })
    expect(shareOf(blame, 'answer')).toBeCloseTo(0.75, 10)
    expect(shareOf(blame, 'rewrite')).toBeCloseTo(0.25, 10)
  })

  it('blames the first node that lacks what it holds in passing cases, though later ones lack it too', () => {
    const cases = ['one', 'two', 'three'].map((id, index) =>
      makeCase(id, { expected_outputs: { city: ['Rome', 'Oslo', 'Lima'][index] as string } }),
    )
    const [one, two, three] = cases as [(typeof cases)[0], (typeof cases)[0], (typeof cases)[0]]
    const results = [
      makeResult(
        one,
        [
          { id: 'rewrite', output: 'Weather in Rome' },
          { id: 'answer', output: 'Rome: sun' },
        ],
        { score: 1 },
      ),
      makeResult(
        two,
        [
          { id: 'rewrite', output: 'Weather in Oslo' },
          { id: 'answer', output: 'Oslo: rain' },
        ],
        { score: 1 },
      ),
      makeResult(three, [
        { id: 'rewrite', output: 'Weather' },
        { id: 'answer', output: 'Where?' },
      ]),
    ]
    const blame = nodeBlame(results, { cases, components, graph })
    expect(shareOf(blame, 'rewrite')).toBe(1)
    expect(sourcesOf(blame)).toEqual(['divergence'])
  })

  it('blames the node that loses what was there before', () => {
    const testCase = makeCase('one', { expected_outputs: { city: 'Rome' } })
    const result = makeResult(testCase, [
      { id: 'rewrite', output: 'Weather in ROME' },
      { id: 'answer', output: 'It is sunny' },
    ])
    const blame = nodeBlame([result], { cases: [testCase], components, graph })
    expect(shareOf(blame, 'answer')).toBe(1)
  })

  it('suspects the last node most when nothing else is known', () => {
    const testCase = makeCase('one')
    const result = makeResult(testCase, [
      { id: 'rewrite', output: 'x' },
      { id: 'answer', output: 'y' },
    ])
    const blame = nodeBlame([result], { cases: [testCase], components, graph })
    expect(shareOf(blame, 'answer')).toBeCloseTo(0.6, 10)
    expect(shareOf(blame, 'rewrite')).toBeCloseTo(0.4, 10)
  })

  it('blames the router when the run left the way of passing cases with the same label', () => {
    const routed = makeComponents(['router', 'billing', 'shipping'])
    const forked = makeGraph([
      'start>router',
      'router>billing:case_1',
      'router>shipping:case_2',
      'billing>end',
      'shipping>end',
    ])
    const cases = ['one', 'two', 'three'].map((id) => makeCase(id, { expected_outputs: { label: 'billing' } }))
    const way = (branch: string, output: string) => [
      { id: 'router', output: 'chosen' },
      { id: branch, output },
    ]
    const results = [
      makeResult(cases[0] as never, way('billing', 'billing'), { score: 1 }),
      makeResult(cases[1] as never, way('billing', 'billing'), { score: 1 }),
      makeResult(cases[2] as never, way('shipping', 'other')),
    ]
    const blame = nodeBlame(results, { cases, components: routed, graph: forked })
    expect(shareOf(blame, 'router')).toBe(1)
    expect(sourcesOf(blame)).toEqual(['route'])
  })

  it('learns from another candidate that does better on the case which node matters', () => {
    const testCase = makeCase('one')
    const result = makeResult(testCase, [
      { id: 'rewrite', output: 'x' },
      { id: 'answer', output: 'y' },
    ])
    const other = makeResult(
      testCase,
      [
        { id: 'rewrite', output: 'z' },
        { id: 'answer', output: 'y' },
      ],
      {
        variant_id: 'candidate',
        score: 1,
      },
    )
    const options = { cases: [testCase], components, graph }
    const alone = nodeBlame([result], options)
    const contrasted = nodeBlame([result], { ...options, others: [other] })
    expect(shareOf(contrasted, 'rewrite')).toBeGreaterThan(shareOf(alone, 'rewrite'))
    expect(sourcesOf(contrasted)).toContain('contrast')
  })

  it('lets a vote count half as much as what can be seen', () => {
    const testCase = makeCase('one')
    const result = makeResult(
      testCase,
      [
        { id: 'rewrite', output: 'x' },
        { id: 'answer', output: 'y' },
      ],
      {
        assertions: [makeAssertion({ node: 'answer' })],
      },
    )
    const votes = [{ nodeId: 'rewrite', caseId: 'one', reason: 'The question is vague.' }]
    const blame = nodeBlame([result], { cases: [testCase], components, graph, votes })
    expect(shareOf(blame, 'rewrite')).toBeCloseTo(1 / 3, 10)
  })

  it('shares the blame of a node among its components and blames nobody when everything passes', () => {
    const testCase = makeCase('one')
    const [system, ...others] = components as [(typeof components)[0], ...typeof components]
    const twice = [system, { ...system, id: 'rewrite_user', slot: 'user' }, ...others]
    const failing = makeResult(testCase, [{ id: 'rewrite', output: 'x' }], {
      assertions: [makeAssertion({ node: 'rewrite' })],
    })
    expect(nodeBlame([failing], { cases: [testCase], components: twice }).map(({ share }) => share)).toEqual([
      0.5, 0.5, 0,
    ])
    const passing = makeResult(testCase, [{ id: 'rewrite', output: 'x' }], { score: 1 })
    expect(nodeBlame([passing], { cases: [testCase], components }).map(({ share }) => share)).toEqual([0, 0])
  })

  it('gives shares that sum to 1 whatever went wrong', () => {
    const sketch = fc.record({
      id: fc.constantFrom('rewrite', 'parse', 'answer'),
      output: fc.option(fc.constantFrom('Rome', 'no', '{}'), { nil: undefined }),
      error: fc.option(fc.constant('broke'), { nil: undefined, freq: 5 }),
    })
    const failures = fc.array(
      fc.record({
        nodes: fc.array(sketch, { minLength: 1, maxLength: 4 }),
        node: fc.option(fc.constantFrom('rewrite', 'parse', 'answer', 'unknown'), { nil: undefined }),
        score: fc.double({ min: 0, max: 0.99, noNaN: true }),
      }),
      { minLength: 1, maxLength: 6 },
    )
    fc.assert(
      fc.property(failures, fc.boolean(), (list, hasGraph) => {
        const cases = list.map((_, index) => makeCase(`case_${index}`, { expected_outputs: { city: 'Rome' } }))
        const results = list.map(({ nodes, node, score }, index) =>
          makeResult(
            cases[index] as never,
            nodes.map(({ id, output, error }) => ({
              id,
              ...(output === undefined ? {} : { output }),
              ...(error === undefined ? {} : { error }),
            })),
            { score, assertions: [makeAssertion(node === undefined ? {} : { node })] },
          ),
        )
        const blame = nodeBlame(results, { cases, components, ...(hasGraph ? { graph } : {}) })
        const total = blame.reduce((sum, { share }) => sum + share, 0)
        expect(total === 0 || Math.abs(total - 1) < 1e-9).toBe(true)
        expect(blame.every(({ share }) => share >= 0)).toBe(true)
      }),
      { seed: 21, numRuns: 200 },
    )
  })
})
