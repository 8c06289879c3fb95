import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPromptContext } from '../../src/analysis/prompt-context.ts'

describe('readPromptContext', () => {
  test('reads nothing as nothing known', () => {
    const context = readPromptContext({})
    expect(context).toMatchObject({
      slot: '',
      syntax: 'workflow',
      siblings: [],
      output_schema: null,
      has_memory: false,
    })
  })

  test('leaves out what has another type', () => {
    const context = readPromptContext({
      slot: 7,
      syntax: 'perl',
      siblings: [{ slot: 'user', role: 'robot' }, null, 'x'],
      user_variables: ['a.b', 3],
      output_schema: [],
      reference_findings: [{ rule: 'unknown-node' }],
    })
    expect(context).toEqual(readPromptContext({ user_variables: ['a.b'] }))
  })

  test('reads its own result unchanged', () => {
    const keys = Object.keys(readPromptContext({}))
    // JSON holds no negative zero.
    const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown)
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), json), (record) => {
        const context = readPromptContext(record)
        expect(readPromptContext(JSON.parse(JSON.stringify(context)) as Record<string, unknown>)).toEqual(context)
      }),
    )
  })
})
