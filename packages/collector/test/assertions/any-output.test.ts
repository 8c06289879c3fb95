import { MockEmbeddingModelV4 } from 'ai/test'
import { assertionSchema } from '@autoopt/config'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assertionResultSchema, assertResult, InfrastructureError, UncheckableError } from '../../src/index.ts'
import { scriptedJudge } from '../judges/scripted-judge.ts'
import { caseOf, runOf } from './run-of.ts'
import { vmSandbox } from './vm-sandbox.ts'

const MEGABYTE = 1_000_000

const ports = {
  sandbox: vmSandbox(50),
  judge: scriptedJudge(({ texts: [material = ''] }) =>
    material.includes('<reference-')
      ? '{"relation": "same"}'
      : `{"score": ${(material.length % 11) / 10}, "reason": ""}`,
  ).judge,
  embed: () =>
    new MockEmbeddingModelV4({
      maxEmbeddingsPerCall: 10,
      doEmbed: async ({ values }) => ({ embeddings: values.map((text) => [text.length, 1]), warnings: [] }),
    }),
}

/** Expressions that take exponential or quadratic time on some text in an engine that backtracks. */
const hostile = fc.constantFrom(
  '^(a+)+$',
  '^(\\w|\\d|[a-z])*$!',
  '(x+x+)+y',
  '^(?:.*,){20}z',
  '(?<=(?:a|aa)+)b',
  '\\[+\\]*$',
  '(?:(?:)*)*x',
)

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 2_000 }),
  fc.array(fc.integer({ min: 0xd700, max: 0xe100 })).map((units) => String.fromCharCode(...units)),
  fc.uint8Array({ maxLength: 2_000 }).map((bytes) => String.fromCharCode(...bytes)),
  fc.string({ unit: fc.constantFrom('a', 'x', '今', 'ー', '{', '[', '"', '\\', ',', ':', '1', '\n', '<', '`') }),
)

/** A megabyte of one piece over and over: letters, words, Chinese without a gap, brackets that never end, quotation marks, halves. */
const huge = fc
  .constantFrom(
    'a',
    'xy ',
    '今天天气很好',
    'を',
    '[',
    '{"a":',
    '["',
    '"',
    '{"a":[1,2]},',
    '\u{d83d}',
    '😀',
    '\u{0}',
    '<think>',
    ',1',
    '\\"',
  )
  .map((piece) => piece.repeat(Math.ceil(MEGABYTE / piece.length)))

const deep = fc.integer({ min: 1, max: 100_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth))

const output = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 6 }) },
  { weight: 2, arbitrary: deep },
  { weight: 2, arbitrary: deep.map((json): unknown => JSON.parse(json)) },
  { weight: 2, arbitrary: huge },
)

/** Every type of assertion that looks at one run, with arbitrary values. */
const assertions = fc
  .record({
    word: text.map((word) => word || 'x'),
    hostile,
    long: fc.oneof({ weight: 5, arbitrary: text }, { weight: 1, arbitrary: huge }),
  })
  .map(({ word, hostile: value, long }) => [
    { type: 'equals', value: long },
    { type: 'equals', value: { deep: [[[word]]] } },
    { type: 'contains', value: word },
    { type: 'icontains', value: word },
    { type: 'starts-with', value: word },
    { type: 'contains-any', value: [word, 'a'] },
    { type: 'contains-all', value: [word, 'a'] },
    { type: 'icontains-any', value: [word, 'a'] },
    { type: 'icontains-all', value: [word, 'a'] },
    { type: 'regex', value },
    { type: 'is-json' },
    { type: 'is-json', value: { $ref: '#/$defs/a', $defs: { a: { items: { $ref: '#/$defs/a' }, pattern: value } } } },
    { type: 'contains-json', value: { type: 'object', additionalProperties: { pattern: value } } },
    { type: 'javascript', value: 'JSON.parse(output).length > 1' },
    { type: 'javascript', value: 'while (true) {}' },
    { type: 'levenshtein', value: long },
    { type: 'rouge-n', value: long || 'x' },
    { type: 'similar', value: word },
    { type: 'latency', threshold: 1 },
    { type: 'cost', threshold: 1 },
    { type: 'llm-rubric', value: word },
    { type: 'factuality', value: word },
  ])

const tested = new Set<string>()

describe('whatever an output is', () => {
  it('each assertion gives a score or a typed error', { timeout: 240_000 }, async () => {
    const property = fc.asyncProperty(output, assertions, fc.boolean(), async (value, list, negates) => {
      for (const assertion of list) {
        const type = negates ? `not-${assertion.type}` : assertion.type
        tested.add(assertion.type)
        const outcome = await outcomeOf(value, { ...assertion, type })
        if (outcome instanceof UncheckableError || outcome instanceof InfrastructureError) continue
        const result = assertionResultSchema.parse(outcome)
        expect(result.type).toBe(type)
        expect((result.actual ?? '').length).toBeLessThanOrEqual(2_000)
        expect(result.reason.length).toBeLessThanOrEqual(2_100)
      }
    })
    await fc.assert(property, { seed: 20_261_121, numRuns: 40 })
    const known = assertionSchema.options.flatMap(({ shape }) => shape.type.options as string[])
    expect([...tested].toSorted()).toEqual(known.filter((type) => !/^not-|^select-best$/.test(type)).toSorted())
  })
})

async function outcomeOf(value: unknown, assertion: unknown): Promise<unknown> {
  try {
    const [result] = await assertResult(runOf({ value }), caseOf([assertion]), ports, { timeLimitMs: 150 })
    return result
  } catch (error) {
    return error
  }
}
