import type { LanguageModelV4CallOptions, LanguageModelV4Message } from '@ai-sdk/provider'
import { describe, expect, it } from 'vitest'
import type { RuntimeOptions } from '../../src/create-runtime.ts'
import { end, start } from '../support/make-app.ts'
import { declare, runApp } from '../support/run-app.ts'
import type { Outcome } from '../support/run-app.ts'
import { scriptedModel } from '../support/scripted-model.ts'
import type { Line } from '../support/scripted-model.ts'

const parameters = [
  { name: 'city', type: 'string', description: 'Where', required: true },
  { name: 'days', type: 'number', description: 'How long', required: false },
]

interface ExtractorRun {
  readonly says: Line
  readonly parameters?: readonly Readonly<Record<string, unknown>>[]
  readonly data?: Readonly<Record<string, unknown>>
  readonly features?: readonly 'tool-call'[]
  readonly options?: RuntimeOptions
}

type ExtractorOutcome = Outcome & { readonly call: LanguageModelV4CallOptions | undefined }

async function extract({ says, data, features, options, ...run }: ExtractorRun): Promise<ExtractorOutcome> {
  const { resolved, calls } = scriptedModel(says, features === undefined ? {} : { features })
  const asked = run.parameters ?? parameters
  const node = {
    type: 'parameter-extractor',
    model: { provider: 'openai', name: 'gpt-4o', mode: 'chat', completion_params: {} },
    query: ['conversation', 'query'],
    instruction: 'Be {{#conversation.mood#}}.',
    parameters: asked,
    reasoning_mode: 'function_call',
    ...data,
  }
  const names = [...asked.map(({ name }) => String(name)), '__is_success', '__reason']
  const outcome = await runApp(
    {
      nodes: { start: start(), node, end: end(Object.fromEntries(names.map((name) => [name, `node.${name}`]))) },
      edges: ['start>node', 'node>end'],
      conversation: declare({ query: 'Rome for 3 days', mood: 'exact' }),
    },
    { models: () => resolved, ...options },
  )
  return { ...outcome, call: calls[0] }
}

const called = (input: string): Line => [{ type: 'tool-call', toolCallId: '1', toolName: 'extract_parameters', input }]

function lastText(prompt: readonly LanguageModelV4Message[] = []): string {
  const content = prompt.at(-1)?.content
  const [part] = Array.isArray(content) ? content : []
  return part?.type === 'text' ? part.text : ''
}

describe('by a tool', () => {
  it('gives what the model calls the tool with', async () => {
    const { outputs, call } = await extract({ says: called('{"city": "Rome", "days": 3}') })
    expect(outputs).toEqual({ city: 'Rome', days: 3, __is_success: 1, __reason: null })
    expect(call?.tools).toMatchObject([
      {
        type: 'function',
        name: 'extract_parameters',
        inputSchema: {
          type: 'object',
          properties: {
            city: { type: 'string', description: 'Where' },
            days: { type: 'number', description: 'How long' },
          },
          required: ['city'],
        },
      },
    ])
  })

  it('shows the model examples of calls, and asks with the text and the schema last', async () => {
    const { call } = await extract({ says: called('{}') })
    const example = ['user', 'assistant', 'tool', 'assistant']
    expect(call?.prompt.map(({ role }) => role)).toEqual(['system', ...example, ...example, 'user'])
    expect(call?.prompt[0]?.content).toContain('Be exact.')
    expect(lastText(call?.prompt)).toContain('"days": {"description": "How long", "type": "number"}')
    expect(lastText(call?.prompt)).toContain('Rome for 3 days')
  })

  it('takes JSON out of the text when the model calls none', async () => {
    const { outputs } = await extract({ says: 'I found {"city": "Rome", "days": 3}!' })
    expect(outputs).toMatchObject({ city: 'Rome', __is_success: 1 })
  })

  it('is not used with models that cannot call tools, or where prompts are asked for', async () => {
    const says = '{"city": "Rome", "days": 3}'
    for (const run of [{ features: [] }, { data: { reasoning_mode: 'prompt' } }]) {
      const { outputs, call } = await extract({ says, ...run })
      expect(outputs).toMatchObject({ days: 3, __is_success: 1 })
      expect(call?.tools).toBeUndefined()
      expect(call?.prompt.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user', 'assistant', 'user'])
    }
  })
})

it('asks completion models in one text', async () => {
  const data = { reasoning_mode: 'prompt', model: { mode: 'completion' } }
  const { call, outputs } = await extract({ says: '{"city": "Rome", "days": 3}', data })
  expect(call?.prompt.map(({ role }) => role)).toEqual(['user'])
  expect(outputs).toMatchObject({ city: 'Rome' })
})

describe('answers that do not fit', () => {
  const nothing = 'Invalid number of parameters'
  it.each([
    ['no JSON at all', 'Rome', 'Failed to extract result from function call or text response, using empty result.'],
    ['too few values', '{"city": "Rome"}', nothing],
    ['values of other names', '{"town": "Rome", "days": 3}', 'Parameter city is required'],
    ['a list', '[1, 2, 3]', nothing],
    ['an empty object', '{}', 'Failed to extract result from function call or text response, using empty result.'],
  ])('do not fail the node: %s', async (_case, says, reason) => {
    const { outputs, trace } = await extract({ says })
    expect(trace.status).toBe('succeeded')
    expect(outputs).toMatchObject({ __is_success: 0, __reason: reason })
  })

  it('are converted where that is possible, and still called wrong', async () => {
    const { outputs } = await extract({ says: called('{"city": 7, "days": "2.5"}') })
    expect(outputs).toMatchObject({ city: '', days: 2.5, __is_success: 0 })
    expect(outputs?.['__reason']).toContain(
      'Invalid value for parameter city, expected segment type: string, actual_type: integer',
    )
  })

  it.each([
    ['1.12', 'Invalid `select` value for parameter size'],
    ['0.15', 'Invalid `select` value for parameter size'],
  ] as const)('are told of by the option that is not there, on %s', async (dify, reason) => {
    const size = [{ name: 'size', type: 'select', options: ['S', 'L'], required: true }]
    const { outputs } = await extract({ says: '{"size": "XL"}', parameters: size, options: { dify } })
    expect(outputs).toEqual({ size: 'XL', __is_success: 0, __reason: reason })
  })

  it('lose the elements of other types from lists', async () => {
    const lists = [
      { name: 'texts', type: 'array[string]' },
      { name: 'numbers', type: 'array[number]' },
      { name: 'objects', type: 'array[object]' },
      { name: 'flag', type: 'bool' },
    ]
    const says = called('{"texts": ["a", 1], "numbers": [1, "2", "x"], "objects": [{"a": 1}, 2], "flag": true}')
    const { outputs } = await extract({ says, parameters: lists })
    expect(outputs).toMatchObject({ texts: ['a'], numbers: [1, 2], objects: [{ a: 1 }], flag: true, __is_success: 0 })
  })
})

it('fails with the model', async () => {
  const { trace } = await extract({ says: Object.assign(new Error('down'), { statusCode: 503 }) })
  expect(trace).toMatchObject({ status: 'failed', error: 'down' })
  const node = trace.nodes.find(({ node_id }) => node_id === 'node')
  expect(node).toMatchObject({ error_type: 'InvokeServerUnavailableError' })
  expect(node?.prompts.length).toBeGreaterThan(1)
})
