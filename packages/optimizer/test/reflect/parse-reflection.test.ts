import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseReflection, type ParseOutcome } from '../../src/reflect/parse-reflection.ts'
import { editSchema } from '../../src/search/edit.ts'

const add = {
  op: 'add',
  component: 'main',
  text: 'Be “brief” {now}.',
  hypothesis: 'verbosity',
  rationale: 'Long.',
  evidence: ['c1'],
}
const whole = JSON.stringify({
  diagnosis: [{ cluster: 'k1', node: 'n', hypothesis: 'verbosity', why: 'w' }],
  edits: [add],
})

function editsOf(text: string, finishReason = 'stop'): unknown {
  const outcome: ParseOutcome = parseReflection(text, finishReason)
  return 'problem' in outcome ? outcome.problem.kind : outcome.reflection.edits
}

test.for<[string, string]>([
  ['plain', whole],
  ['fenced', `Here you are:\n\`\`\`json\n${whole}\n\`\`\`\nI hope this helps {a lot}.`],
  ['after thoughts', `<think>I could {"edits": []} or not…</think>\n${whole}`],
  ['after a lone end of thoughts', `maybe {"edits": []}\n</think>${whole}`],
  ['after other brackets', `See [1] and {x: 2}: ${whole}`],
  ['with a trailing comma', whole.replace(/\}\]\}$/, '},]}')],
  ['with single quotes', whole.replaceAll('"', "'")],
  ['with a comment', whole.replace('"edits"', '/* mine */ "edits"')],
])('edits are read from an answer %s', ([, text]) => {
  expect(editsOf(text)).toEqual([add])
})

test('a list of edits will do, and so will names in camel case and ids in brackets', () => {
  expect(editsOf(JSON.stringify([add]))).toEqual([add])
  const edits = editsOf(
    JSON.stringify({ edits: [{ op: 'delete', component: 'main', ruleId: '[r1a2b3c]', after: null, section: '' }] }),
  )
  expect(edits).toEqual([
    { op: 'delete', component: 'main', rule_id: 'r1a2b3c', hypothesis: 'other', rationale: '', evidence: [] },
  ])
})

test.for<[string, string, string?]>([
  ['truncated', whole, 'length'],
  ['truncated', whole.slice(0, -1)],
  ['truncated', whole.slice(0, whole.indexOf('}') + 1)],
  ['truncated', `<think>I wonder ${whole.slice(0, 20)}`],
  ['no_json', 'I cannot help with that.'],
  ['no_json', ''],
  ['too_long', `${' '.repeat(1_000_000)}${whole}`],
  ['too_deep', `{"edits":${'['.repeat(10_000)}`],
  ['too_deep', `{"edits":${'['.repeat(1000)}${']'.repeat(1000)}}`],
  ['invalid', JSON.stringify({ edits: [{ ...add, op: 'obliterate' }] })],
  ['invalid', JSON.stringify({ edits: [add, { op: 'add' }] })],
  ['invalid', JSON.stringify({ edits: [{ ...add, op: 'demonstrate' }] })],
  ['invalid', JSON.stringify({ edits: 'none' })],
  ['invalid', JSON.stringify({ edits: Array.from({ length: 25 }, () => add) })],
])('an answer that cannot be used is a problem: %s', ([kind, text, finishReason]) => {
  expect(editsOf(text, finishReason)).toBe(kind)
})

test('a whole answer cut anywhere is never mistaken for a whole one', () => {
  for (let end = 0; end < whole.length; end += 1)
    expect(editsOf(whole.slice(0, end))).toMatch(/truncated|no_json|not_json/)
})

test('whatever a model says, the outcome is edits that fit their schema or a problem in a sentence', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.json().map((json) => `{"edits":[${json}]}`),
    fc
      .tuple(fc.nat(400), fc.string({ unit: 'binary' }))
      .map(([at, noise]) => whole.slice(0, at) + noise + whole.slice(at)),
    fc
      .jsonValue()
      .map((value) => JSON.stringify({ edits: [{ ...add, text: value, rule_id: value, evidence: value }] })),
  )
  fc.assert(
    fc.property(anything, (text) => {
      const outcome = parseReflection(text, 'stop')
      const edits = 'problem' in outcome ? [] : outcome.reflection.edits
      expect(edits.every((edit) => editSchema.safeParse(edit).success)).toBe(true)
      expect('problem' in outcome ? outcome.problem.message.length : 1).toBeGreaterThan(0)
    }),
    { numRuns: 3000 },
  )
})
