import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assertResult, readPromptfooTests, type PromptfooCases, type ReadPromptfooOptions } from '../../src/index.ts'
import { runOf } from '../assertions/run-of.ts'

let baseFolder = ''

beforeAll(async () => {
  baseFolder = await mkdtemp(join(tmpdir(), 'promptfoo-'))
})

afterAll(async () => rm(baseFolder, { recursive: true }))

async function read(source: string | object, options: Partial<ReadPromptfooOptions> = {}): Promise<PromptfooCases> {
  return readPromptfooTests(source, { baseFolder, ...options })
}

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(baseFolder, name)), { recursive: true })
    await writeFile(join(baseFolder, name), text)
  }
}

/** The assertions of the only test, without what all assertions have. */
async function assertionsOf(assert: readonly unknown[], vars: Record<string, unknown> = {}) {
  const { cases, problems } = await read([{ vars, assert }])
  const assertions = cases[0]?.assertions.map(({ subject: _subject, gate: _gate, weight: _weight, ...rest }) => rest)
  return { assertions, problems }
}

describe('a configuration of promptfoo', () => {
  it('becomes cases, with what its tests inherit', async () => {
    const { cases, problems } = await read(`
      prompts: [prompt.txt]
      providers: [openai:gpt-5-mini]
      defaultTest:
        vars: { language: 法语, tone: plain }
        metadata: { suite: smoke }
        assert: [{ type: not-icontains, value: sorry }]
      tests:
        - description: Greets in {{language}}
          vars: { name: 李雷, tone: warm }
          metadata: { category: [greeting, short] }
          assert:
            - { type: contains, value: '{{name}}', weight: 2, metric: Names }
        - vars: { name: 韩梅梅 }
          options: { disableDefaultAsserts: true }
    `)
    expect(problems).toEqual([])
    expect(cases).toMatchObject([
      {
        case_id: 'test-1',
        description: 'Greets in 法语',
        inputs: { language: '法语', name: '李雷', tone: 'warm' },
        tags: ['suite:smoke', 'category:greeting', 'category:short'],
        assertions: [
          { type: 'not-icontains', value: 'sorry', weight: 1 },
          { type: 'contains', value: '李雷', weight: 2, description: 'Names' },
        ],
      },
      { case_id: 'test-2', inputs: { language: '法语', name: '韩梅梅', tone: 'plain' }, assertions: [] },
    ])
  })

  it('may be one test or a list of them, parsed already or not, and one variable may be the query', async () => {
    const test = { vars: { question: 'why?', n: 2 }, assert: [{ type: 'equals', value: 4 }] }
    for (const source of [test, [test], JSON.stringify([test])]) {
      const { cases } = await read(source, { queryVariable: 'question' })
      expect(cases).toMatchObject([{ inputs: { n: 2 }, query: 'why?', assertions: [{ type: 'equals', value: 4 }] }])
    }
    expect(await read(JSON.stringify(test), { format: 'jsonl' })).toMatchObject({ cases: [{ inputs: test.vars }] })
  })

  it('stands for every combination of variables that are lists of texts', async () => {
    const vars = { a: ['x', 'y'], b: ['1', '2'], list: [{ role: 'user' }], both: '{{a}}{{b}}' }
    const { cases } = await read([{ vars, assert: [{ type: 'contains', value: '{{a}}' }] }])
    expect(cases.map(({ case_id: id, inputs }) => [id, inputs['both'], inputs['list']])).toEqual([
      ['test-1-1', 'x1', [{ role: 'user' }]],
      ['test-1-2', 'x2', [{ role: 'user' }]],
      ['test-1-3', 'y1', [{ role: 'user' }]],
      ['test-1-4', 'y2', [{ role: 'user' }]],
    ])
    expect(cases.map(({ assertions }) => assertions[0])).toMatchObject([
      { value: 'x' },
      { value: 'x' },
      { value: 'y' },
      { value: 'y' },
    ])
    expect((await read([{ vars, options: { disableVarExpansion: true } }])).cases).toHaveLength(1)
  })

  it('runs each test of a scenario with each of its settings', async () => {
    const { cases, problems } = await read({
      scenarios: [
        {
          config: [{ vars: { city: '上海' } }, { vars: { city: '東京' }, assert: [{ type: 'is-json' }] }],
          tests: [{ vars: { ask: 'weather' } }, { vars: { ask: 'time' } }],
        },
      ],
    })
    expect(problems).toEqual([])
    expect(cases.map(({ inputs, assertions }) => [inputs['city'], inputs['ask'], assertions.length])).toEqual([
      ['上海', 'weather', 0],
      ['上海', 'time', 0],
      ['東京', 'weather', 1],
      ['東京', 'time', 1],
    ])
  })

  it('reads the files that it names', async () => {
    await write({
      'cases/one.yaml': '- vars: { a: file://../long.txt }\n',
      'cases/two.json': '[{"vars": {"a": 2}}]',
      'more.jsonl': '{"vars": {"a": 3}}\n\n{"vars": {"a": 4}}\n',
      'long.txt': '很长的文本',
      'schema.json': '{"type": "object"}',
      'vars.yaml': 'a: 5\n',
      'default.yaml': 'assert: [{ type: is-json, value: file://schema.json }]\n',
    })
    const { cases, problems } = await read({
      defaultTest: 'file://default.yaml',
      tests: ['file://cases/*', 'more.jsonl', { vars: 'vars.yaml' }],
    })
    expect(problems).toEqual([])
    expect(cases.map(({ inputs }) => inputs['a'])).toEqual(['很长的文本', 2, 3, 4, 5])
    expect(cases[0]?.assertions).toMatchObject([{ type: 'is-json', value: { type: 'object' } }])
  })

  it('follows references to templates of assertions', async () => {
    const { cases, problems } = await read({
      assertionTemplates: { polite: { type: 'llm-rubric', value: 'polite' } },
      tests: [{ assert: [{ $ref: '#/assertionTemplates/polite', weight: 3 }, { $ref: '#/nowhere' }] }],
    })
    expect(cases[0]?.assertions).toMatchObject([{ type: 'llm-rubric', value: 'polite', weight: 3 }])
    expect(problems.map(({ path }) => path)).toContain('tests[0].assert[1]')
  })
})

describe('an assertion of promptfoo', () => {
  it.each([
    [
      { type: 'contains-any', value: 'a, b' },
      { type: 'contains-any', value: ['a', 'b'] },
    ],
    [
      { type: 'icontains-all', value: [1, 'b'] },
      { type: 'icontains-all', value: ['1', 'b'] },
    ],
    [
      { type: 'contains', value: 42 },
      { type: 'contains', value: '42' },
    ],
    [
      { type: 'is-json', value: '{"type": "object"}' },
      { type: 'is-json', value: { type: 'object' } },
    ],
    [
      { type: 'contains-json', value: 'required: [a]' },
      { type: 'contains-json', value: { required: ['a'] } },
    ],
    [
      { type: 'similar:cosine', value: 'x' },
      { type: 'similar', value: 'x', threshold: 0.75 },
    ],
    [
      { type: 'not-model-graded-factuality', value: 'x' },
      { type: 'not-factuality', value: 'x' },
    ],
    [
      { type: 'javascript', value: 'output === "{{x}}"' },
      { type: 'javascript', value: 'output === "{{x}}"' },
    ],
    [
      { type: 'equals', value: { a: ['{{ who.name }}'] } },
      { type: 'equals', value: { a: ['刘'] } },
    ],
    [
      { type: 'llm-rubric', value: 'about {{who}}' },
      { type: 'llm-rubric', value: 'about {"name":"刘"}' },
    ],
    [
      { type: 'latency', threshold: 200 },
      { type: 'latency', threshold: 200 },
    ],
    [
      { type: 'levenshtein', value: 'x' },
      { type: 'levenshtein', value: 'x', threshold: 5 },
    ],
  ])('%j', async (written, assertion) => {
    expect(await assertionsOf([written], { who: { name: '刘' } })).toEqual({ assertions: [assertion], problems: [] })
  })

  it('of a set without a threshold stands alone, with its part of the weight', async () => {
    const members = [
      { type: 'equals', value: 'a' },
      { type: 'equals', value: 'b', weight: 3 },
    ]
    const { cases, problems } = await read([{ assert: [{ type: 'assert-set', weight: 2, assert: members }] }])
    expect(problems).toEqual([])
    expect(cases[0]?.assertions.map(({ weight }) => weight)).toEqual([0.5, 1.5])
  })
})

describe('what has no counterpart', () => {
  it.each([
    [{ type: 'is-xml' }, '[0].assert[0]', /no assertion is-xml/],
    [{ type: 'equalz', value: 'a' }, '[0].assert[0]', /cannot be used/],
    [{ value: 'a' }, '[0].assert[0]', /needs a type/],
    [{ type: 'latency' }, '[0].assert[0]', /threshold/],
    [{ type: 'regex', value: '(' }, '[0].assert[0]', /regular expression/],
    [{ type: 'assert-set', threshold: 0.5, assert: [] }, '[0].assert[0].threshold', /assert-set/],
    [{ type: 'javascript', value: 'file://check.js' }, '[0].assert[0].value', /program/],
    [{ type: 'is-json', value: 'file://none.json' }, '[0].assert[0].value', /cannot be read/],
    [{ type: 'contains', value: '{{ a | upper }}' }, '[0].assert[0].value', /plain \{\{variables\}\}/],
    [{ type: 'contains', value: '{{ a }}' }, '[0].assert[0].value', /no variable a/],
  ])('is left out and named: %j', async (written, path, words) => {
    const { assertions, problems } = await assertionsOf([written])
    expect(assertions).toEqual([])
    expect(problems).toMatchObject([{ path, message: expect.stringMatching(words) }])
  })

  it.each([
    [
      'an option of an assertion',
      { assert: [{ type: 'equals', value: 'a', transform: 'x', provider: 'y' }] },
      ['[0].assert[0].transform', '[0].assert[0].provider'],
    ],
    ['a threshold of a test', { threshold: 0.5 }, ['[0].threshold']],
    ['an option of a test', { options: { transform: 'x' } }, ['[0].options.transform']],
    ['an output', { providerOutput: 'x' }, ['[0].providerOutput']],
    ['a template in a variable', { vars: { a: '{% if b %}c{% endif %}' } }, ['[0].vars']],
    ['a variable that is not there', { vars: { a: '{{b}}' } }, ['[0].vars']],
    ['metadata with members', { metadata: { a: { b: 1 } } }, ['[0].metadata.a']],
    ['a variable that is a program', { vars: { a: 'file://x.py' } }, ['[0].vars.a']],
  ])('is named while the case stays: %s', async (_title, test, paths) => {
    const { cases, problems } = await read([test])
    expect(cases).toHaveLength(1)
    expect(problems.map(({ path }) => path)).toEqual(paths)
  })

  it.each([
    ['a list that is none', 'tests: 7', ''],
    ['text that is no YAML', 'a: [', ''],
    ['a template without quotation marks', 'tests: [{ vars: { a: {{b}} } }]', ''],
    ['a test that is none', '[{ vars: 7 }]', '[0]'],
    ['tests on the network', 'tests: https://docs.google.com/spreadsheets/x', 'tests'],
    ['tests that a program makes', 'tests: [file://make.py]', 'tests[0]'],
    ['a file that is not there', 'tests: [none.yaml]', 'tests[0]'],
    ['a pattern in a folder', 'tests: ["a/*/b.yaml"]', 'tests[0]'],
    ['hooks', 'tests: []\nextensions: [file://a.js]', 'extensions'],
  ])('gives no case: %s', async (_title, source, path) => {
    const { cases, problems } = await read(source)
    expect(cases).toEqual([])
    expect(problems).toMatchObject([{ path }])
  })

  it('is named once where all tests inherit it', async () => {
    const { problems } = await read({ defaultTest: { assert: [{ type: 'is-xml' }] }, tests: [{}, {}] })
    expect(problems.map(({ path }) => path)).toEqual(['defaultTest.assert[0]'])
  })
})

describe('a CSV file of promptfoo', () => {
  const csv =
    `\u{feff}question,city,__expected,__expected2,__description,__metadata:level,__metadata:topics[],__metric,__config:__expected2:threshold
"多少
度？",上海,contains-any: 度 , ℃,similar:二十度,weather,easy,"a, b",Quality,0.6
time?,東京,12:30,,,,,,
`.replace('contains-any: 度 , ℃', '"contains-any: 度 , ℃"')

  it('becomes cases', async () => {
    const { cases, problems } = await read(csv, { format: 'csv' })
    expect(problems).toEqual([])
    expect(cases).toMatchObject([
      {
        inputs: { question: '多少\n度？', city: '上海' },
        description: 'weather',
        tags: ['level:easy', 'topics:a', 'topics:b'],
        assertions: [
          { type: 'contains-any', value: ['度', '℃'], description: 'Quality' },
          { type: 'similar', value: '二十度', threshold: 0.6, description: 'Quality' },
        ],
      },
      { inputs: { question: 'time?', city: '東京' }, assertions: [{ type: 'equals', value: '12:30' }] },
    ])
  })

  it.each([
    ['is-json', { type: 'is-json' }],
    ['not-contains:抱歉', { type: 'not-contains', value: '抱歉' }],
    ['fn:output.length > 3', { type: 'javascript', value: 'output.length > 3' }],
    ['grade:is polite: yes', { type: 'llm-rubric', value: 'is polite: yes' }],
    ['similar:x', { type: 'similar', value: 'x', threshold: 0.8 }],
    ['rouge-n(0.5):x y', { type: 'rouge-n', value: 'x y', threshold: 0.5 }],
    ['levenshtein(2):x', { type: 'levenshtein', value: 'x', threshold: 2 }],
    ['latency(100)', { type: 'latency', threshold: 100 }],
    ['note: this is text', { type: 'equals', value: 'note: this is text' }],
    ['constructor:x', { type: 'equals', value: 'constructor:x' }],
  ])('reads the cell %j', async (cell, assertion) => {
    const { cases, problems } = await read(`__expected\n"${cell}"\n`, { format: 'csv' })
    expect(problems).toEqual([])
    expect(cases[0]?.assertions).toMatchObject([assertion])
  })

  it.each([
    ['a,__prefix\n1,x\n', 'row 2.__prefix'],
    ['a,__expected\n1,is-sql\n', 'row 2.assert[0]'],
    ['a,__expected\n1,python:x\n', 'row 2.assert[0]'],
    ['a,__threshold\n1,0.5\n', 'row 2.threshold'],
    ['a,__config:__expected:model\n1,x\n', 'row 2.__config:__expected:model'],
    ['a,b\n1\n', ''],
  ])('says what it leaves out of %j', async (text, path) => {
    expect((await read(text, { format: 'csv' })).problems).toMatchObject([{ path }])
  })

  it('is named before the row when it is one of several files', async () => {
    await write({ 'sub/cases.csv': 'a,__expected\n1,is-sql\n' })
    expect((await read({ tests: 'file://sub/cases.csv' })).problems).toMatchObject([
      { path: join('sub', 'cases.csv: row 2.assert[0]') },
    ])
  })
})

it('gives cases whose assertions can be checked', async () => {
  const { cases } = await read('- vars: { x: 好 }\n  assert: [{ type: contains, value: "{{x}}" }, { type: is-json }]\n')
  const [testCase] = cases
  const results = testCase === undefined ? [] : await assertResult(runOf({ text: '很好' }), testCase, {})
  expect(results.map(({ passed }) => passed)).toEqual([true, false])
})
