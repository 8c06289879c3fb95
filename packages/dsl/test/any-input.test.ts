import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DslSyntaxError, DslTooLargeError, NotADslError, ReplaceError, parseDsl } from '../src/index.ts'
import { fixtureNames, readFixture } from './fixtures.ts'

const fixtures = fixtureNames().map((name) => readFixture(name))

const tokens = [
  '\n',
  '  ',
  '\t',
  '\r',
  '- ',
  ': ',
  '#',
  "'",
  '"',
  '\\',
  '|',
  '|2-',
  '>',
  '&a ',
  '*a',
  '<<: *a',
  '!',
  '{',
  '}',
]
  .concat('[', ']', ',', '{{#', '#}}', '{%', '\0', '\uFEFF', '\uD800', '\u2028', '中', 'yes', '0x')
  .concat('__proto__', 'toString', 'app:', 'workflow:')

/** Asks a document for everything; the promises that hold for each are checked on the way. */
function readAll(text: string): void {
  const document = parseDsl(text)
  const { graph, prompts, findings } = document
  for (const { id } of graph?.nodes ?? []) graph?.dominates(graph.order[0] ?? '', id)
  expect(new Set(prompts.map(({ id }) => id)).size).toBe(prompts.length)
  for (const { pointer, text: prompt } of prompts) expect(document.valueAt(pointer)).toBe(prompt)
  for (const { pointer, text: secondary } of document.secondaryTexts())
    expect(document.valueAt(pointer)).toBe(secondary)
  for (const { offset, reference, prompt_id } of findings) {
    const prompt = prompts.find(({ id }) => id === prompt_id)
    expect(prompt?.text.slice(offset, offset + reference.length)).toBe(reference)
  }
  const [first] = prompts
  if (first !== undefined)
    expect(parseDsl(document.replacePrompts({ [first.id]: 'yes\n' })).valueAt(first.pointer)).toBe('yes\n')
}

/** Anything thrown that is not one of the errors a caller can expect. */
function untypedErrorOf(text: string): unknown {
  try {
    readAll(text)
    return undefined
  } catch (error) {
    const isTyped = [DslSyntaxError, NotADslError, DslTooLargeError, ReplaceError].some((type) => error instanceof type)
    return isTyped ? undefined : error
  }
}

describe('any input ends in a document or a typed error:', () => {
  it('fixtures with a few edits', () => {
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(40),
      put: fc.array(fc.constantFrom(...tokens), { maxLength: 3 }),
    })
    fc.assert(
      fc.property(fc.constantFrom(...fixtures), fc.array(edit, { minLength: 1, maxLength: 3 }), (fixture, edits) => {
        const text = edits.reduce((before, { at, cut, put }) => {
          const offset = Math.floor(at * before.length)
          return before.slice(0, offset) + put.join('') + before.slice(offset + cut)
        }, fixture)
        expect(untypedErrorOf(text)).toBeUndefined()
      }),
      { numRuns: 1000 },
    )
  })

  it('noise made of what YAML is made of', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...tokens), { maxLength: 30 }), (parts) => {
        expect(untypedErrorOf(parts.join(''))).toBeUndefined()
      }),
      { numRuns: 3000 },
    )
  })

  it('fixtures that are cut off anywhere', () => {
    for (const fixture of fixtures) {
      for (let end = 0; end < fixture.length; end += 97) expect(untypedErrorOf(fixture.slice(0, end))).toBeUndefined()
    }
  })

  it('apps whose parts are JSON of any shape', () => {
    const types = 'start llm agent code loop if-else parameter-extractor question-classifier tool answer'.split(' ')
    const keys = 'title variables prompt_template outputs tool_parameters classes cases loop_variables memory'.split(
      ' ',
    )
    const data = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue())
    const node = fc.record({ id: fc.oneof(fc.string(), fc.jsonValue()), parentId: fc.constantFrom('a', 'b'), data })
    const mode = fc.constantFrom('workflow', 'advanced-chat', 'chat', 'completion', 'agent-chat')
    fc.assert(
      fc.property(fc.array(node, { maxLength: 4 }), fc.jsonValue(), mode, (nodes, other, appMode) => {
        const typed = nodes.map((item, index) => ({
          ...item,
          data: { ...item.data, type: types[index % types.length] },
        }))
        const config = { user_input_form: other, pre_prompt: other, chat_prompt_config: other, agent_mode: other }
        const graph = { nodes: [...typed, other], edges: [other] }
        const app = { app: { mode: appMode, name: other }, workflow: { graph }, model_config: config }
        expect(untypedErrorOf(JSON.stringify(app))).toBeUndefined()
      }),
      { numRuns: 500 },
    )
  })
})
