import { describe, expect, it } from 'vitest'
import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import { createRuntime } from '../../../src/create-runtime.ts'
import type { RuntimeOptions } from '../../../src/create-runtime.ts'
import type { RunOptions } from '../../../src/engine/start-run.ts'
import { runApp } from '../../support/run-app.ts'
import type { Outcome } from '../../support/run-app.ts'
import { scriptedModel } from '../../support/scripted-model.ts'

interface AppRun extends RunOptions {
  readonly mode?: string
  readonly config: Readonly<Record<string, unknown>>
  readonly options?: RuntimeOptions
}

type AppOutcome = Outcome & { readonly call: LanguageModelV4CallOptions | undefined }

async function run({ mode = 'chat', config, options, ...runOptions }: AppRun): Promise<AppOutcome> {
  const { resolved, calls } = scriptedModel('Good.')
  const model = { provider: 'openai', name: 'gpt-4o', mode: 'chat', completion_params: {} }
  const form = [{ paragraph: { label: 'Tone', variable: 'tone', required: false } }]
  const model_config = { pre_prompt: '', prompt_type: 'simple', model, user_input_form: form, ...config }
  const app = JSON.stringify({ kind: 'app', version: '0.1.5', app: { name: 'Talk', mode }, model_config })
  const outcome = await runApp(app, { models: () => resolved, ...options, ...runOptions })
  return { ...outcome, call: calls[0] }
}

const said = (role: string, text: string): object => ({ role, content: [{ type: 'text', text }] })
const conversation = { id: 'c', variables: {}, turns: [{ query: 'q1', answer: 'a1' }] }
const completionModel = { provider: 'openai', name: 'text', mode: 'completion', completion_params: {} }

describe('a chat app', () => {
  it('asks with its text as system message, what was said, and the question', async () => {
    const config = { pre_prompt: 'Be {{tone}}, {{other}}.' }
    const { call, trace } = await run({ config, query: 'now', inputs: { tone: 'kind {{x}}' }, conversation })
    expect(call?.prompt).toEqual([
      { role: 'system', content: 'Be kind {x}, {other}.\n' },
      said('user', 'q1'),
      said('assistant', 'a1'),
      said('user', 'now'),
    ])
    expect(trace).toMatchObject({ status: 'succeeded', answer: 'Good.', outputs: { answer: 'Good.' } })
  })

  it('is one node of the trace, named as its prompts are', async () => {
    const { trace } = await run({ config: { pre_prompt: 'Hi' }, query: 'now' })
    const node = trace.nodes.find(({ node_id }) => node_id === 'app')
    expect(node).toMatchObject({ node_type: 'chat', title: 'Talk', total_tokens: 15 })
    expect(node?.prompts).toEqual([
      { role: 'system', text: 'Hi\n' },
      { role: 'user', text: 'now' },
    ])
  })

  it('keeps the conversation for the next turn', async () => {
    const { resolved, calls } = scriptedModel(['one', 'two'])
    await using runtime = createRuntime({ models: () => resolved })
    const app = JSON.stringify({
      app: { name: 'Talk', mode: 'chat' },
      model_config: { pre_prompt: '', model: { mode: 'chat' } },
    })
    const first = runtime.run(app, { query: 'q1' })
    const next = await first.conversation
    await runtime.run(app, { query: 'q2', ...(next && { conversation: next }) }).trace
    expect(calls[1]?.prompt).toEqual([said('user', 'q1'), said('assistant', 'one'), said('user', 'q2')])
  })

  it('asks models that complete text in one text that ends with the question', async () => {
    const { call } = await run({
      config: { model: completionModel, pre_prompt: 'Be kind.' },
      query: 'now',
      conversation,
    })
    const [message] = call?.prompt ?? []
    const text = JSON.stringify(message?.content)
    expect(text).toMatch(
      /^.*Be kind\.\\n.*<histories>\\nHuman: q1\\nAssistant: a1\\n<\/histories>.*Human: now\\n\\nAssistant: /,
    )
    expect(call?.stopSequences).toEqual(['\nHuman:', '</histories>'])
  })

  it('with prompts of its own sends them in their order', async () => {
    const prompt = [
      { role: 'system', text: 'Be {{tone}}.<|end|>' },
      { role: 'assistant', text: 'Ok' },
    ]
    const config = { prompt_type: 'advanced', chat_prompt_config: { prompt } }
    const { call } = await run({ config, query: 'now', inputs: { tone: 'kind' }, conversation })
    expect(call?.prompt).toEqual([
      { role: 'system', content: 'Be kind.' },
      said('assistant', 'Ok'),
      said('user', 'q1'),
      said('assistant', 'a1'),
      said('user', 'now'),
    ])
  })

  it('with a text of its own fills in history and question', async () => {
    const config = {
      prompt_type: 'advanced',
      model: completionModel,
      completion_prompt_config: {
        prompt: { text: '{{tone}}|{{#histories#}}|{{#query#}}' },
        conversation_histories_role: { user_prefix: 'U', assistant_prefix: 'A' },
      },
    }
    const { call } = await run({ config, query: 'now', inputs: { tone: 'kind' }, conversation })
    expect(call?.prompt).toEqual([said('user', 'kind|U: q1\nA: a1|now')])
  })

  it('shows images where users may send them', async () => {
    const files = [{ type: 'image', name: 'cat.png', content: 'x' }]
    const may = await run({ config: { file_upload: { image: { enabled: true } } }, query: 'now', files })
    expect(may.call?.prompt).toMatchObject([
      { role: 'user', content: [{ type: 'file', mediaType: 'image/png' }, { text: 'now' }] },
    ])
    const mayNot = await run({ config: {}, query: 'now', files })
    expect(mayNot.call?.prompt).toEqual([said('user', 'now')])
  })
})

describe('a completion app', () => {
  it('sends its text as what the user says, and has no conversation', async () => {
    const { call, trace } = await run({
      mode: 'completion',
      config: { pre_prompt: 'Write {{tone}}.' },
      inputs: { tone: 'well' },
      query: '',
    })
    expect(call?.prompt).toEqual([said('user', 'Write well.\n')])
    expect(trace).toMatchObject({ answer: 'Good.', outputs: { answer: 'Good.' } })
    expect(trace.message_id).toBeDefined()
    expect(trace.conversation_id).toBeUndefined()
  })

  it('refuses inputs as Dify does', async () => {
    const form = [{ select: { label: 'L', variable: 'l', required: true, options: ['a'] } }]
    const config = { user_input_form: form }
    await expect(run({ mode: 'completion', config, inputs: { l: 'b' } })).rejects.toThrow(
      "l in input form must be one of the following: ['a']",
    )
  })
})

describe('an app that needs a server', () => {
  it.each([
    ['an agent', 'agent-chat', {}],
    ['a chat that was told to be an agent', 'chat', { agent_mode: { enabled: true, strategy: 'react' } }],
    [
      'one with knowledge',
      'chat',
      { dataset_configs: { datasets: { datasets: [{ dataset: { enabled: true, id: 'x' } }] } } },
    ],
    ['one with external data', 'chat', { external_data_tools: [{ enabled: true, type: 'api', variable: 'x' }] }],
    ['one with moderation', 'chat', { sensitive_word_avoidance: { enabled: true, type: 'keywords' } }],
  ])('answers from a recording only: %s', async (_what, mode, config) => {
    const missing = await run({ mode, config, query: 'now' })
    expect(missing.obstacle).toMatchObject({ code: 'RUN-RECORDING-001', context: { node_id: 'app', title: 'Talk' } })
    const recordings = { format: 1 as const, recordings: [{ node_id: 'app', outputs: { text: 'recorded' } }] }
    const { trace } = await run({ mode, config, query: 'now', options: { recordings } })
    expect(trace.answer).toBe('recorded')
  })
})
