import { testCaseSchema } from '@autoopt/config'
import fc from 'fast-check'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readPromptfooTests } from '../../src/index.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '{{a}}',
    '{% if %}',
    'file://x.json',
    'file://*',
    'equals',
    'not-is-json',
    'assert-set',
    '#/tests/0',
    '__proto__',
  ),
)
const leaf = fc.oneof(text, fc.double(), fc.boolean(), fc.constant(null))
const any = fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) })
const key = fc.oneof(text, fc.constantFrom('type', 'value', 'threshold', 'assert', '$ref', 'weight'))
const assertion = fc.dictionary(key, any)
const test = fc.record(
  {
    description: any,
    vars: fc.oneof(any, fc.dictionary(text, fc.oneof(any, fc.array(text, { maxLength: 3 })), { maxKeys: 3 })),
    assert: fc.oneof(any, fc.array(fc.oneof(assertion, any), { maxLength: 3 })),
    metadata: fc.oneof(any, fc.dictionary(text, any)),
    options: fc.oneof(any, fc.dictionary(text, any)),
  },
  { requiredKeys: [] },
)
const config = fc.record(
  {
    tests: fc.oneof(any, fc.array(fc.oneof(test, any))),
    scenarios: fc.array(fc.oneof(test, any)),
    defaultTest: fc.oneof(test, any),
  },
  { requiredKeys: [] },
)

it('gives valid cases with ids of their own and problems in sentences, whatever the source is', async () => {
  const source = fc.oneof(
    config,
    fc.array(test),
    test,
    text,
    config.map((value) => JSON.stringify(value)),
  )
  const format = fc.constantFrom('yaml', 'json', 'jsonl', 'csv')
  const law = fc.asyncProperty(source, format, async (written, as) => {
    const baseFolder = join(tmpdir(), 'there-is-no-such-folder')
    const { cases, problems } = await readPromptfooTests(written, { baseFolder, format: as })
    for (const each of cases) expect(testCaseSchema.safeParse(each)).toMatchObject({ success: true })
    expect(new Set(cases.map(({ case_id: id }) => id)).size).toBe(cases.length)
    for (const { message } of problems) expect(message).toMatch(/[.!?)]$|cannot be read/)
  })
  await fc.assert(law, { seed: 20_261_121, numRuns: 1_500 })
})
