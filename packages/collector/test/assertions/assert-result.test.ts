import type { RunTrace } from '@autoopt/trace'
import { describe, expect, it } from 'vitest'
import {
  assertResult,
  assertionResultSchema,
  InfrastructureError,
  MissingPortError,
  UncheckableError,
  type AssertionResult,
} from '../../src/index.ts'
import { caseOf, nodeOf, runOf } from './run-of.ts'
import { vmSandbox } from './vm-sandbox.ts'

type Assertion = Record<string, unknown>

async function check(output: unknown, assertion: Assertion): Promise<AssertionResult> {
  const [result] = await assertResult(runOf({ text: output }), caseOf([assertion]), { sandbox: vmSandbox() })
  return assertionResultSchema.parse(result)
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: unknown) => error,
  )
}

const deepJson = { a: [1, { b: 'x' }] }
const person = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, mail: { type: 'string', format: 'email' } },
}

/** Type, value and options; an output; whether it passes; the score, where it is not 1 or 0. */
const table: [Assertion, unknown, boolean, number?][] = [
  [{ type: 'equals', value: '你好' }, '你好', true],
  [{ type: 'equals', value: 'Hello' }, 'hello', false],
  [{ type: 'equals', value: 'a' }, 'a ', false],
  [{ type: 'equals', value: deepJson }, ' {"a": [1, {"b": "x"}]}\n', true],
  [{ type: 'equals', value: deepJson }, { a: [1, { b: 'x' }] }, true],
  [{ type: 'equals', value: { a: 1, b: 2 } }, '{"b":2,"a":1}', true],
  [{ type: 'equals', value: { a: 1, b: 2 } }, '{"a":1}', false],
  [{ type: 'equals', value: { a: 1 } }, 'not JSON', false],
  [{ type: 'equals', value: [1, 2] }, '[2,1]', false],
  [{ type: 'equals', value: [] }, '{}', false],
  [{ type: 'equals', value: 4 }, '4', true],
  [{ type: 'equals', value: 4 }, 4, true],
  [{ type: 'equals', value: '{"a": 1}' }, { a: 1 }, true],
  [{ type: 'equals', value: true }, 'true', true],
  [{ type: 'equals', value: '' }, '', true],
  [{ type: 'not-equals', value: { a: 1 } }, 'not JSON', true],

  [{ type: 'contains', value: '天气' }, '今天天气很好', true],
  [{ type: 'contains', value: '天气' }, '今天很好', false],
  [{ type: 'contains', value: '"b":"x"' }, deepJson, true],
  [{ type: 'not-contains', value: 'sorry' }, 'Sorry', true],
  [{ type: 'icontains', value: 'ERROR' }, 'an Error', true],
  [{ type: 'icontains', value: 'ÄRGER' }, 'ärger', true],
  [{ type: 'starts-with', value: '今日は' }, '今日は晴れです', true],
  [{ type: 'starts-with', value: 'b' }, 'ab', false],
  [{ type: 'contains-any', value: ['猫', '犬'] }, '犬がいます', true],
  [{ type: 'contains-any', value: ['猫', '犬'] }, '鳥', false],
  [{ type: 'not-contains-any', value: ['x', 'y'] }, 'only y', false],
  [{ type: 'contains-all', value: ['a', 'b'] }, 'ab', true],
  [{ type: 'contains-all', value: ['a', 'b', 'c', 'd'] }, 'abc', false, 0.75],
  [{ type: 'not-contains-all', value: ['a', 'b'] }, 'a', true, 0.5],
  [{ type: 'icontains-any', value: ['YES', 'OK'] }, 'ok', true],
  [{ type: 'icontains-all', value: ['YES', 'OK'] }, 'ok, yes', true],

  [{ type: 'regex', value: '^\\p{Script=Han}+$' }, '全是汉字', true],
  [{ type: 'regex', value: '^\\d{3}$' }, '12', false],
  [{ type: 'regex', value: '^.$' }, '😀', true],
  [{ type: 'regex', value: 'line\\s2$' }, 'line 1\nline 2', true],
  [{ type: 'not-regex', value: 'as an AI' }, 'As an expert', true],

  [{ type: 'is-json' }, '{"a": 1}', true],
  [{ type: 'is-json' }, '7', true],
  [{ type: 'is-json' }, '```json\n{"a": 1}\n```', false],
  [{ type: 'is-json' }, { a: 1 }, true],
  [{ type: 'is-json', value: person }, '{"name": "李雷", "mail": "a@b.cn"}', true],
  [{ type: 'is-json', value: person }, '{"name": "x", "mail": "nobody"}', false],
  [{ type: 'is-json', value: person }, '{}', false],
  [
    { type: 'is-json', value: { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'number' }] } },
    '[1]',
    true,
  ],
  [{ type: 'is-json', value: { prefixItems: [{ type: 'number' }] } }, '["a"]', false],
  [{ type: 'not-is-json' }, 'plain', true],
  [{ type: 'contains-json' }, '好的：\n```json\n{"结果": [1, 2]}\n```\n希望有用。', true],
  [{ type: 'contains-json' }, 'see [x] and {y}', false],
  [{ type: 'contains-json' }, 'it is 42', false],
  [{ type: 'contains-json', value: person }, 'no: [1] but {"name": "a"}.', true],
  [{ type: 'contains-json', value: person }, 'only {"nome": "a"}', false],
  [{ type: 'not-contains-json' }, 'plain', true],

  [{ type: 'javascript', value: 'output.length === 2' }, '你好', true],
  [{ type: 'javascript', value: 'output.a === 1;' }, { a: 1 }, true],
  [{ type: 'javascript', value: 'const n = output.length; n / 10' }, 'abcde', true, 0.5],
  [{ type: 'javascript', value: 'const s = "a;b"; output === s' }, 'a;b', true],
  [
    {
      type: 'javascript',
      value: 'if (output === "x") return true\nreturn { pass: false, score: 0.3, reason: "no x" }',
    },
    'y',
    false,
    0.3,
  ],
  [{ type: 'javascript', value: '0.6', threshold: 0.7 }, '', false, 0.6],
  [{ type: 'javascript', value: '({ pass: true, score: 0.6 })', threshold: 0.7 }, '', false, 0.6],
  [{ type: 'javascript', value: '12' }, '', true, 1],
  [{ type: 'javascript', value: 'JSON.parse(output).a === 1' }, 'not JSON', false],
  [{ type: 'javascript', value: '"yes"' }, '', false],
  [{ type: 'not-javascript', value: 'JSON.parse(output).a === 1' }, 'not JSON', false],
  [{ type: 'not-javascript', value: 'output === "x"' }, 'y', true],

  [{ type: 'levenshtein', value: '今天天气好' }, '今天天气很好', true, 5 / 6],
  [{ type: 'levenshtein', value: 'kitten', threshold: 2 }, 'sitting', false, 4 / 7],
  [{ type: 'levenshtein', value: '😀😀', threshold: 1 }, '😀', true, 0.5],
  [{ type: 'levenshtein', value: '', threshold: 0 }, '', true],
  [{ type: 'not-levenshtein', value: 'kitten', threshold: 2 }, 'sitting', true, 3 / 7],

  [{ type: 'rouge-n', value: 'the cat sat on the mat' }, 'The cat sat on the mat.', true],
  [{ type: 'rouge-n', value: 'the cat sat', threshold: 0.5 }, 'the dog sat', true, 2 / 3],
  [{ type: 'rouge-n', value: 'a a b', threshold: 0.5 }, 'a b b', true, 2 / 3],
  [{ type: 'rouge-n', value: '我们明天去公园', threshold: 0.6 }, '我们后天去公园', true, 0.75],
  [{ type: 'rouge-n', value: '猫が好きです' }, '犬が好きです', true, 0.75],
  [{ type: 'rouge-n', value: '苹果' }, '', false],

  [{ type: 'latency', threshold: 100 }, '', true],
  [{ type: 'latency', threshold: 99 }, '', false],
  [{ type: 'cost', threshold: 0.01 }, '', true],
  [{ type: 'not-cost', threshold: 0.01 }, '', false],
]

describe('each assertion', () => {
  it.each(table)('%j of %j: passed %s', async (assertion, output, passed, score = Number(passed)) => {
    const result = await check(output, assertion)
    expect(result).toMatchObject({ passed, reason: expect.stringMatching(/\S/) })
    expect(result.score).toBeCloseTo(score, 12)
  })

  it('says in a sentence what it found, with what was expected and what came', async () => {
    expect(await check('猫がいます', { type: 'contains-all', value: ['猫', '犬'], weight: 2, gate: true })).toEqual({
      index: 0,
      type: 'contains-all',
      subject: 'output',
      passed: false,
      score: 0.5,
      weight: 2,
      gate: true,
      reason: 'The output contains "猫", but not "犬".',
      expected: '猫\n犬',
      actual: '猫がいます',
    })
  })

  it('says with not- whether what it found is as it should be', async () => {
    const failed = await check('an error', { type: 'not-contains', value: 'error' })
    expect(failed.reason).toBe('The output contains "error". (That is not as it should be.)')
    const passed = await check('fine', { type: 'not-contains', value: 'error' })
    expect(passed.reason).toBe('The output contains no "error". (That is as it should be.)')
  })

  it('quotes no more than 2,000 characters, and no half of one', async () => {
    const { actual = '', reason } = await check(`${'x'.repeat(1_998)}😀😀`, { type: 'equals', value: '\u{d800}' })
    expect(actual).toBe(`${'x'.repeat(1_998)}…`)
    expect(actual.length + reason.length).toBeLessThan(4_000)
    expect((await check('\u{d800}a', { type: 'contains', value: 'a' })).actual).toBe('\u{fffd}a')
  })
})

describe('what is looked at', () => {
  const look = async (runs: RunTrace | RunTrace[], assertion: Assertion) => {
    const [result] = await assertResult(runs, caseOf([{ type: 'contains', value: '@', ...assertion }]), {})
    return result?.actual ?? result?.reason
  }

  it.each([
    ['the only output', runOf({ text: 'a' }), {}, 'a'],
    ['all outputs as JSON', runOf({ text: 'a', n: 1 }), {}, '{"text":"a","n":1}'],
    ['one output', runOf({ text: 'a', n: 1 }), { output: 'n' }, '1'],
    ['the answer of a chat', runOf({ answer: 'hi', files: [] }, { answer: 'hi' }), {}, 'hi'],
    ['the answer by its name', runOf(null, { answer: 'hi' }), { output: 'answer' }, 'hi'],
    ['the text of a model node', runOf({}, { nodes: [nodeOf('llm', { text: 't', usage: {} })] }), { node: 'llm' }, 't'],
    [
      'one output of a node',
      runOf({}, { nodes: [nodeOf('llm', { text: 't', more: [1] })] }),
      { node: 'llm', output: 'more' },
      '[1]',
    ],
    [
      'the last round of a loop',
      runOf(
        {},
        {
          nodes: [
            nodeOf('n', { text: 'first' }),
            nodeOf('n', { text: 'last' }),
            nodeOf('n', null, { status: 'running' }),
          ],
        },
      ),
      { node: 'n' },
      'last',
    ],
    [
      'the prompt as it was sent',
      runOf(
        {},
        {
          nodes: [
            nodeOf(
              'n',
              {},
              {
                prompts: [
                  { role: 'system', text: 's' },
                  { role: 'user', text: 'u' },
                ],
              },
            ),
          ],
        },
      ),
      { node: 'n', subject: 'prompt' },
      's\n\nu',
    ],
    ['a node that did not run', runOf({}), { node: 'n' }, 'Node "n" did not run.'],
    [
      'a node that failed',
      runOf({}, { nodes: [nodeOf('n', null, { error: 'no' })] }),
      { node: 'n' },
      'Node "n" has no output: it failed (no).',
    ],
    ['an output that is not there', runOf({ a: 1 }), { output: 'b' }, 'The run has no output "b"; it has "a".'],
    ['a run that failed', runOf(null, { error: 'no key' }), {}, 'The run has no output: it failed (no key).'],
    [
      'a name of every object',
      runOf({ a: 1 }),
      { output: 'constructor' },
      'The run has no output "constructor"; it has "a".',
    ],
  ] as [string, RunTrace, Assertion, string][])('is %s', async (_title, run, assertion, seen) => {
    expect(await look(run, assertion)).toBe(seen)
  })

  it.each([
    ['last', 'contains', true, 1, 'The output contains "x".'],
    ['all', 'contains', false, 0, 'Run 2 of 3: The output contains no "x".'],
    ['any', 'contains', true, 1, 'Run 1 of 3: The output contains "x".'],
    ['all', 'not-contains', false, 0, 'Run 1 of 3: The output contains "x". (That is not as it should be.)'],
    ['any', 'not-contains', true, 1, 'Run 2 of 3: The output contains no "x". (That is as it should be.)'],
  ])('is, with runs: %s, those rounds of an iteration (%s)', async (which, type, passed, score, reason) => {
    const nodes = ['x', 'y', 'xy'].map((text) => nodeOf('n', { text }))
    const [result] = await assertResult(
      runOf({}, { nodes }),
      caseOf([{ type, value: 'x', node: 'n', runs: which }]),
      {},
    )
    expect(result).toMatchObject({ passed, score, reason })
  })

  it('fails with not- too when it is not there', async () => {
    const result = await check('x', { type: 'not-contains', value: 'y', output: 'none' })
    expect(result).toMatchObject({ passed: false, score: 0 })
  })

  it('is the last answer of a conversation for the case, and each answer for its turn', async () => {
    const runs = [
      runOf({ answer: 'one' }, { answer: 'one' }),
      runOf({ answer: 'two' }, { answer: 'two', elapsed_ms: 50 }),
    ]
    const turn = (value: string) => ({
      query: 'q',
      assertions: [
        { type: 'equals', value },
        { type: 'latency', threshold: 60 },
      ],
    })
    const testCase = caseOf(
      [
        { type: 'equals', value: 'two' },
        { type: 'latency', threshold: 149 },
      ],
      {
        turns: [turn('one'), turn('zwei'), turn('three')],
      },
    )
    const results = await assertResult(runs, testCase, {})
    expect(results.map(({ turn: place, index, passed }) => [place, index, passed])).toEqual([
      [undefined, 0, true],
      [undefined, 1, false],
      [0, 0, true],
      [0, 1, false],
      [1, 0, false],
      [1, 1, true],
      [2, 0, false],
      [2, 1, false],
    ])
    expect(results.at(-1)?.reason).toBe('The conversation ended before this turn.')
  })

  it('is the time and the cost of a node, where one is named', async () => {
    const run = runOf({}, { nodes: [nodeOf('n', { text: '' })] })
    const testCase = caseOf([
      { type: 'latency', threshold: 40, node: 'n' },
      { type: 'cost', threshold: 0.003, node: 'n' },
    ])
    expect((await assertResult(run, testCase, {})).map(({ passed }) => passed)).toEqual([true, false])
  })
})

describe('an assertion that cannot be checked', () => {
  it.each([
    ['a price that nobody knows', runOf({}, { total_cost_usd: null }), { type: 'cost', threshold: 1 }],
    ['a schema that is none', runOf({ a: '{}' }), { type: 'is-json', value: { type: 'nonsense' } }],
    ['an expression that backtracks for ever', runOf({ a: `${'a'.repeat(50)}!` }), { type: 'regex', value: '^(a+)+$' }],
    [
      'a schema that backtracks for ever',
      runOf({ a: `"${'a'.repeat(50)}!"` }),
      { type: 'is-json', value: { pattern: '^(a+)+$' } },
    ],
    ['a schema that is checked later', runOf({ a: '{}' }), { type: 'is-json', value: { $async: true } }],
    ['code that is none', runOf({}), { type: 'javascript', value: 'return ) x' }],
    ['a prompt of no node', runOf({}), { type: 'contains', value: 'x', subject: 'prompt' }],
    [
      'a prompt that the target does not tell',
      runOf({}, { nodes: [nodeOf('n', {})] }),
      { type: 'contains', value: 'x', subject: 'prompt', node: 'n' },
    ],
    ['a choice among one variant', runOf({}), { type: 'select-best', value: 'better' }],
  ] as [string, RunTrace, Assertion][])('is a typed error: %s', async (_title, run, assertion) => {
    const options = { timeLimitMs: 100 }
    const error = await failure(assertResult(run, caseOf([assertion]), { sandbox: vmSandbox() }, options))
    expect(error).toBeInstanceOf(UncheckableError)
    expect(error).toMatchObject({ code: 'COLLECT-CHECK-001' })
  })

  it.each([
    [{ type: 'javascript', value: 'true' }, /sandbox/],
    [{ type: 'llm-rubric', value: 'good' }, /"judge" under roles/],
    [{ type: 'factuality', value: 'good' }, /"judge" under roles/],
    [{ type: 'similar', value: 'good' }, /"embedding" under roles/],
  ])('says what to configure: %j', async (assertion, words) => {
    const error = await failure(assertResult(runOf({ a: 'x' }), caseOf([assertion]), {}))
    expect(error).toBeInstanceOf(MissingPortError)
    expect(String(error)).toMatch(words)
  })

  it('is an infrastructure error when the sandbox is broken', async () => {
    const sandbox = { runExpression: async () => Promise.reject(new Error('it is gone')) }
    const error = await failure(assertResult(runOf({}), caseOf([{ type: 'javascript', value: '1' }]), { sandbox }))
    expect(error).toBeInstanceOf(InfrastructureError)
    expect(error).toMatchObject({ class: 'other', message: expect.stringContaining('it is gone') })
  })

  it('is not looked at when the caller has stopped', async () => {
    const reason = new Error('enough')
    const options = { signal: AbortSignal.abort(reason) }
    expect(await failure(assertResult(runOf({}), caseOf([]), {}, options))).toBe(reason)
  })
})

it('leaves select-best out for a caller who compares variants later', async () => {
  const testCase = caseOf([
    { type: 'select-best', value: 'x' },
    { type: 'equals', value: 'a' },
  ])
  const results = await assertResult(runOf({ text: 'a' }), testCase, {}, { selectBest: 'later' })
  expect(results).toMatchObject([{ index: 1, type: 'equals', passed: true }])
})

it('tells code the inputs, the query and the expected outputs of the case', async () => {
  const value =
    'context.vars.n === 2 && context.query === "q" && context.expected_outputs.a === "b" && context.case_id === "one"'
  const testCase = caseOf([{ type: 'javascript', value }], {
    inputs: { n: 2 },
    query: 'q',
    expected_outputs: { a: 'b' },
  })
  expect(await assertResult(runOf({}), testCase, { sandbox: vmSandbox() })).toMatchObject([{ passed: true }])
})
