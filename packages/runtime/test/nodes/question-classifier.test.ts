import type { LanguageModelV4Message } from '@ai-sdk/provider'
import { describe, expect, it } from 'vitest'
import type { RuntimeOptions } from '../../src/create-runtime.ts'
import type { RunOptions } from '../../src/engine/start-run.ts'
import { end, start } from '../support/make-app.ts'
import { declare, runApp } from '../support/run-app.ts'
import type { Outcome } from '../support/run-app.ts'
import { scriptedModel } from '../support/scripted-model.ts'

const classes = [
  { id: '1', name: 'Refunds' },
  { id: '2', name: 'Praise for {{#conversation.shop#}}' },
]

interface ClassifierRun {
  readonly says: string
  readonly data?: Readonly<Record<string, unknown>>
  readonly query?: unknown
  readonly options?: RuntimeOptions & RunOptions
}

type ClassifierOutcome = Outcome & { readonly prompt: readonly LanguageModelV4Message[]; readonly last: string }

async function classify({
  says,
  data,
  query = 'I want my money back',
  options,
}: ClassifierRun): Promise<ClassifierOutcome> {
  const { resolved, calls } = scriptedModel(says)
  const node = {
    type: 'question-classifier',
    model: { provider: 'openai', name: 'gpt-4o', mode: 'chat', completion_params: {} },
    classes,
    query_variable_selector: ['conversation', 'query'],
    ...data,
  }
  const outcome = await runApp(
    {
      nodes: {
        start: start(),
        node,
        first: end({ branch: 'conversation.one', name: 'node.class_name', id: 'node.class_id' }),
        second: end({ branch: 'conversation.two', name: 'node.class_name', id: 'node.class_id' }),
      },
      edges: ['start>node', 'node:1>first', 'node:2>second'],
      conversation: declare({ query, shop: 'us', one: 'first', two: 'second' }),
    },
    { models: () => resolved, ...options },
  )
  const prompt = calls[0]?.prompt ?? []
  const content = prompt.at(-1)?.content
  const [part] = Array.isArray(content) ? content : []
  return { ...outcome, prompt, last: part?.type === 'text' ? part.text : '' }
}

const answer = (id: string): string => JSON.stringify({ keywords: [], category_id: id, category_name: 'x' })

describe('the branch', () => {
  it.each([
    ['as JSON', answer('2')],
    ['in a fence with words around it', `Here:\n\`\`\`json\n${answer('2')}\n\`\`\`\nDone.`],
    ['behind its thoughts', `<think>{maybe 1}</think>${answer('2')}`],
    ['as a list of one', `[${answer('2')}]`],
  ])('is that of the class that the model names %s', async (_form, says) => {
    const { outputs } = await classify({ says })
    expect(outputs).toEqual({ branch: 'second', name: 'Praise for us', id: '2' })
  })

  it.each([
    ['names an unknown class', answer('9')],
    ['gives a number for the id', '{"category_id": 2, "category_name": "x"}'],
    ['leaves the name out', '{"category_id": "2"}'],
  ])('is that of the first class when the model %s', async (_case, says) => {
    const { outputs } = await classify({ says })
    expect(outputs).toMatchObject({ branch: 'first', name: 'Refunds' })
  })

  it.each([
    ['no JSON', 'Refunds', 'ValueError'],
    ['broken JSON', '{"category_id": }', 'OutputParserError'],
    ['a list of two', `[${answer('1')}, ${answer('2')}]`, 'OutputParserError'],
  ])('fails for %s, after it cost its tokens', async (_form, says, type) => {
    const { trace } = await classify({ says })
    expect(trace.nodes.find(({ node_id }) => node_id === 'node')).toMatchObject({
      status: 'failed',
      error_type: type,
      total_tokens: 15,
    })
  })

  it('has no id among the outputs of 0.15, and the name as it is written', async () => {
    const { outputs } = await classify({ says: answer('2'), options: { dify: '0.15' } })
    expect(outputs).toEqual({ branch: 'second', name: 'Praise for {{#conversation.shop#}}', id: null })
  })
})

describe('the prompt', () => {
  it('has the question, the classes and the instruction as JSON in its last message', async () => {
    const { last, prompt } = await classify({ says: answer('1'), data: { instruction: 'By {{#conversation.shop#}}.' } })
    expect(JSON.parse(last)).toEqual({
      input_text: ['I want my money back'],
      categories: [
        { category_id: '1', category_name: 'Refunds' },
        { category_id: '2', category_name: 'Praise for us' },
      ],
      classification_instructions: ['By us.'],
    })
    expect(prompt.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user', 'assistant', 'user'])
  })

  it('takes the question as it is, quotes included, and expands what it holds', async () => {
    const { last } = await classify({ says: answer('1'), query: 'say "hi" to {{#conversation.shop#}}' })
    expect(last).toContain('{"input_text": ["say "hi" to us"]')
  })

  it('tells what was said before to nodes with memory', async () => {
    const { resolved, calls } = scriptedModel(answer('1'))
    const node = {
      type: 'question-classifier',
      model: { mode: 'chat' },
      classes,
      memory: { window: { enabled: false } },
      query_variable_selector: ['sys', 'query'],
    }
    await runApp(
      { mode: 'advanced-chat', nodes: { start: start(), node }, edges: ['start>node'] },
      {
        models: () => resolved,
        query: 'now',
        conversation: { id: 'c', variables: {}, turns: [{ query: 'q1', answer: 'a1' }] },
      },
    )
    expect(calls[0]?.prompt[0]?.content).toContain('<histories>\nHuman: q1\nAssistant: a1\n</histories>')
  })

  it('is one text for completion models', async () => {
    const { prompt, outputs } = await classify({ says: answer('2'), data: { model: { mode: 'completion' } } })
    expect(prompt.map(({ role }) => role)).toEqual(['user'])
    expect(outputs).toMatchObject({ branch: 'second' })
  })
})
