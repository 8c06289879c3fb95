import fc from 'fast-check'
import type { TestResult } from '../../src/results/test-result.ts'
import { assertionResultOf } from './assertion-result-of.ts'
import { broken, failed, lost, testResultOf } from './test-result-of.ts'

const dollars = fc.option(fc.double({ min: 0, max: 1, noNaN: true }))

const node = fc.record({
  node_id: fc.constantFrom('llm_1', 'code_1'),
  title: fc.constantFrom('Answer', 'Count'),
  type: fc.constant('llm'),
  status: fc.constantFrom('succeeded', 'failed', 'exception'),
  elapsed_ms: fc.double({ min: 0, max: 1e4, noNaN: true }),
  total_tokens: fc.nat({ max: 1000 }),
  total_cost_usd: dollars,
  error: fc.constant(null),
})

const assertion = fc
  .record({
    type: fc.constantFrom('equals', 'contains'),
    passed: fc.boolean(),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map((changes) => assertionResultOf(changes))

const ending = fc.oneof(
  fc.record({ status: fc.constant('passed' as const), score: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.constant(failed),
  fc.string({ maxLength: 5 }).map((message) => Object.assign({}, broken, { error: { class: 'ToolError', message } })),
  fc.constant(lost),
)

/** Rows of few variants, cases, tags and nodes, so that they meet. */
export const arbitraryResult: fc.Arbitrary<TestResult> = fc
  .record({
    ending,
    rest: fc.record({
      variant_id: fc.constantFrom('baseline', 'v1'),
      case_id: fc.constantFrom('c_1', 'c_2', 'c_3'),
      repeat: fc.nat({ max: 3 }),
      elapsed_ms: fc.double({ min: 0, max: 1e5, noNaN: true }),
      total_tokens: fc.nat({ max: 1000 }),
      total_cost_usd: dollars,
      judge_cost_usd: dollars,
      assertions: fc.array(assertion, { maxLength: 3 }),
      nodes: fc.array(node, { maxLength: 3 }),
      tags: fc.uniqueArray(fc.constantFrom('smoke', 'slow')),
      segments: fc.dictionary(fc.constantFrom('language'), fc.constantFrom('zh', 'en')),
      weight: fc.double({ min: 0.1, max: 10, noNaN: true }),
      must_pass: fc.boolean(),
      unasserted: fc.boolean(),
    }),
  })
  .map(({ ending: end, rest }) => testResultOf({ ...rest, ...end }))
