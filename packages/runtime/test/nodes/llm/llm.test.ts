import { describe, expect, it } from 'vitest'
import type { LanguageModelV4Message } from '@ai-sdk/provider'
import type { RuntimeOptions } from '../../../src/create-runtime.ts'
import type { RunOptions } from '../../../src/engine/start-run.ts'
import { declare, runApp } from '../../support/run-app.ts'
import type { Outcome } from '../../support/run-app.ts'
import { end, makeApp, start } from '../../support/make-app.ts'
import { scriptedModel } from '../../support/scripted-model.ts'
import type { Line } from '../../support/scripted-model.ts'

const image = { type: 'image', name: 'cat.png', content: 'bytes' }

const settings = {
  provider: 'langgenius/openai/openai',
  name: 'gpt-4o',
  mode: 'chat',
  completion_params: { temperature: 0 },
}

interface LlmRun {
  readonly data: Readonly<Record<string, unknown>>
  readonly says?: Line | readonly Line[]
  readonly variables?: Readonly<Record<string, unknown>>
  readonly mode?: 'workflow' | 'advanced-chat'
  readonly inputs?: readonly string[]
  readonly resolved?: Parameters<typeof scriptedModel>[1]
  readonly options?: RuntimeOptions & RunOptions
}

type LlmOutcome = Outcome & { readonly prompt: readonly LanguageModelV4Message[]; readonly calls: number }

async function runLlm({ data, says = 'fine', mode = 'workflow', inputs = [], ...run }: LlmRun): Promise<LlmOutcome> {
  const { resolved, calls } = scriptedModel(says, run.resolved)
  const closing =
    mode === 'workflow'
      ? end({ text: 'llm.text', all: 'llm.structured_output', why: 'llm.reasoning_content' })
      : { type: 'answer', answer: '{{#llm.text#}}' }
  const outcome = await runApp(
    {
      mode,
      nodes: { start: start(...inputs), llm: { type: 'llm', model: settings, ...data }, end: closing },
      edges: ['start>llm', 'llm>end'],
      conversation: declare(run.variables ?? {}),
    },
    { models: () => resolved, ...run.options },
  )
  return { ...outcome, prompt: calls.at(-1)?.prompt ?? [], calls: calls.length }
}

const system = (text: string): object => ({ role: 'system', text })
const user = (text: string): object => ({ role: 'user', text })
const said = (role: string, text: string): object => ({ role, content: [{ type: 'text', text }] })

function nodeOf({ trace }: Outcome): Outcome['trace']['nodes'][number] {
  return trace.nodes.find(({ node_id }) => node_id === 'llm') as Outcome['trace']['nodes'][number]
}

describe('prompts of chat models', () => {
  it('fills variables in and keeps the order of the messages', async () => {
    const { prompt, outputs } = await runLlm({
      data: {
        prompt_template: [
          system('Be {{#conversation.mood#}}.'),
          user('{{#conversation.items#}}'),
          { role: 'assistant', text: 'Ok' },
        ],
      },
      variables: { mood: 'kind', items: ['a', 'é'] },
    })
    expect(prompt).toEqual([
      { role: 'system', content: 'Be kind.' },
      said('user', '["a", "é"]'),
      said('assistant', 'Ok'),
    ])
    expect(outputs).toMatchObject({ text: 'fine' })
  })

  it('leaves out messages without text', async () => {
    const { prompt } = await runLlm({ data: { prompt_template: [system(''), user('Hi')] } })
    expect(prompt).toEqual([said('user', 'Hi')])
  })

  it('fails when a variable is unknown, and names it', async () => {
    const { trace, calls } = await runLlm({ data: { prompt_template: [user('{{#other.text#}}')] } })
    expect(trace.error).toBe('Variable #other.text# not found')
    expect(nodeOf({ trace } as Outcome).error_type).toBe('VariableNotFoundError')
    expect(calls).toBe(0)
  })

  it('fails without any prompt', async () => {
    const outcome = await runLlm({ data: { prompt_template: [user('')] } })
    expect(nodeOf(outcome).error_type).toBe('NoPromptFoundError')
  })

  it('renders Jinja2 in place of the text, with values as they are', async () => {
    const message = {
      role: 'user',
      text: 'stale',
      edition_type: 'jinja2',
      jinja2_text: '{% for x in xs %}[{{ x }}]{% endfor %}',
    }
    const { prompt } = await runLlm({
      data: {
        prompt_template: [message],
        prompt_config: { jinja2_variables: [{ variable: 'xs', value_selector: ['conversation', 'xs'] }] },
      },
      variables: { xs: ['a', 'b'] },
    })
    expect(prompt).toEqual([said('user', '[a][b]')])
  })

  it('shows the prompts that were sent in the trace', async () => {
    const outcome = await runLlm({ data: { prompt_template: [system('One'), user('Two')] } })
    expect(nodeOf(outcome).prompts).toEqual([
      { role: 'system', text: 'One' },
      { role: 'user', text: 'Two' },
    ])
    expect(nodeOf(outcome).process_data).toMatchObject({
      model_mode: 'chat',
      model_name: 'gpt-4o',
      finish_reason: 'stop',
    })
  })
})

describe('the context variable', () => {
  const data = (variable: string): LlmRun['data'] => ({
    context: { enabled: true, variable_selector: ['conversation', variable] },
    prompt_template: [user('Know: {{#context#}}')],
  })

  it('keeps one pair of the braces around a text', async () => {
    const { prompt, trace } = await runLlm({ data: data('facts'), variables: { facts: 'all of it' } })
    expect(prompt).toEqual([said('user', 'Know: {all of it}')])
    expect(nodeOf({ trace } as Outcome).inputs).toEqual({ '#context#': 'all of it' })
  })

  it('joins the contents of retrieved pieces, summaries first', async () => {
    const facts = [{ content: 'one' }, { content: 'two', summary: 'both' }]
    const { prompt } = await runLlm({ data: data('facts'), variables: { facts } })
    expect(prompt).toEqual([said('user', 'Know: {one\nboth\ntwo}')])
  })

  it('refuses pieces without content', async () => {
    const { trace } = await runLlm({ data: data('facts'), variables: { facts: [{ text: 'one' }] } })
    expect(trace.error).toBe("Invalid context structure: {'text': 'one'}")
  })

  it('stays as it is written when there is no context', async () => {
    const { prompt } = await runLlm({ data: { prompt_template: [user('Know: {{#context#}}')] } })
    expect(prompt).toEqual([said('user', 'Know: {{#context#}}')])
  })
})

describe('memory', () => {
  const conversation = {
    id: 'c',
    variables: {},
    turns: [1, 2, 3].map((turn) => ({ query: `q${turn}`, answer: `a${turn}` })),
  }
  const chat = { mode: 'advanced-chat', options: { query: 'now', conversation } } as const

  it('puts the turns of the window and the question behind the prompt', async () => {
    const memory = { window: { enabled: true, size: 2 } }
    const { prompt } = await runLlm({ data: { memory, prompt_template: [system('S')] }, ...chat })
    expect(prompt).toEqual([
      { role: 'system', content: 'S' },
      said('user', 'q2'),
      said('assistant', 'a2'),
      said('user', 'q3'),
      said('assistant', 'a3'),
      said('user', 'now'),
    ])
  })

  it('asks by the template of the question where there is one', async () => {
    const memory = { window: { enabled: false }, query_prompt_template: 'Q: {{#sys.query#}}' }
    const { prompt } = await runLlm({ data: { memory, prompt_template: [system('S')] }, ...chat })
    expect(prompt).toHaveLength(8)
    expect(prompt.at(-1)).toEqual(said('user', 'Q: now'))
  })

  it('is not used by nodes that do not ask for it', async () => {
    const { prompt } = await runLlm({ data: { prompt_template: [user('{{#sys.query#}}')] }, ...chat })
    expect(prompt).toEqual([said('user', 'now')])
  })
})

describe('prompts of completion models', () => {
  const model = { ...settings, mode: 'completion' }
  const conversation = { id: 'c', variables: {}, turns: [{ query: 'q1', answer: 'a1' }] }
  const memory = { window: { enabled: false }, role_prefix: { user: 'U', assistant: 'A' } }
  const chat = { mode: 'advanced-chat', options: { query: 'now', conversation } } as const

  it('are one message of a user, after an empty line for what was said before', async () => {
    const outcome = await runLlm({ data: { model, prompt_template: { text: 'Write.' } } })
    expect(outcome.prompt).toEqual([said('user', '\nWrite.')])
    expect(nodeOf(outcome).prompts).toEqual([{ role: 'user', text: '\nWrite.' }])
  })

  it('have the history in front, or where they say', async () => {
    const before = await runLlm({ data: { model, memory, prompt_template: { text: 'Go on' } }, ...chat })
    expect(before.prompt).toEqual([said('user', 'U: q1\nA: a1\nGo on')])
    const inside = await runLlm({ data: { model, memory, prompt_template: { text: '<{{#histories#}}>' } }, ...chat })
    expect(inside.prompt).toEqual([said('user', '<{{U: q1\nA: a1}}>')])
  })

  it('need prefixes for memory', async () => {
    const data = { model, memory: { window: { enabled: false } }, prompt_template: { text: 'Go on' } }
    const outcome = await runLlm({ data, ...chat })
    expect(nodeOf(outcome).error_type).toBe('MemoryRolePrefixRequiredError')
  })
})

describe('files', () => {
  const part = { type: 'file', mediaType: 'image/png', filename: 'cat.png' }
  const withFile = { inputs: ['f=file'], options: { inputs: { f: image } } }
  const vision = { enabled: true, configs: { variable_selector: ['start', 'f'], detail: 'low' } }

  it('stand in front of the last text of the user', async () => {
    const { prompt } = await runLlm({ data: { vision, prompt_template: [user('What is it?')] }, ...withFile })
    expect(prompt).toMatchObject([{ role: 'user', content: [part, { type: 'text', text: 'What is it?' }] }])
  })

  it('are a message of their own when the user does not speak last', async () => {
    const { prompt } = await runLlm({ data: { vision, prompt_template: [system('Look.')] }, ...withFile })
    expect(prompt).toMatchObject([{ role: 'system' }, { role: 'user', content: [part] }])
  })

  it('that a text mentions follow it, with vision or without', async () => {
    const { prompt } = await runLlm({ data: { prompt_template: [user('This: {{#start.f#}}')] }, ...withFile })
    expect(prompt).toMatchObject([said('user', 'This: '), { role: 'user', content: [part] }])
  })

  it('are left out for models that cannot see', async () => {
    const data = { vision, prompt_template: [user('What is it?')] }
    const { prompt } = await runLlm({ data, ...withFile, resolved: { features: ['tool-call'] } })
    expect(prompt).toEqual([said('user', 'What is it?')])
  })

  it('are shown in the trace by the ends of their content', async () => {
    const outcome = await runLlm({ data: { vision, prompt_template: [user('What is it?')] }, ...withFile })
    const data = 'data:image...[TRUNCATED]...4,Ynl0ZXM='
    expect(nodeOf(outcome).prompts).toMatchObject([{ files: [{ type: 'image', data, detail: 'low' }] }])
  })
})

describe('structured output', () => {
  const schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] }
  const data = { structured_output_enabled: true, structured_output: { schema }, prompt_template: [user('Give')] }

  it('is asked of the server where the model can do so', async () => {
    const { resolved, calls } = scriptedModel('{"a": 1}')
    const app = {
      nodes: {
        start: start(),
        llm: { type: 'llm', model: settings, ...data },
        end: end({ all: 'llm.structured_output' }),
      },
      edges: ['start>llm', 'llm>end'],
    }
    const { outputs } = await runApp(app, { models: () => resolved })
    expect(calls[0]?.responseFormat).toEqual({ type: 'json', schema })
    expect(outputs).toEqual({ all: { a: 1 } })
  })

  it('is asked in the prompt of other models', async () => {
    const { prompt, outputs } = await runLlm({
      data,
      says: 'Sure! ```json\n{"a": 1,}\n``` Done.',
      resolved: { features: [] },
    })
    expect(prompt[0]?.role).toBe('system')
    expect(JSON.stringify(prompt[0])).toContain(JSON.stringify(JSON.stringify(schema)).slice(1, -1))
    expect(outputs).toMatchObject({ all: { a: 1 } })
  })

  it('fails the node when the answer has no object', async () => {
    const { trace } = await runLlm({ data, says: 'no idea' })
    expect(trace.error).toBe('Failed to parse structured output: no idea')
    expect(nodeOf({ trace } as Outcome).total_tokens).toBe(15)
  })
})

describe('reasoning', () => {
  const answer = '<think>a\n</think>\n\n\nThe text'
  const data = { prompt_template: [user('Hi')] }

  it('stays in the text unless it is to be separated', async () => {
    const { outputs } = await runLlm({ data, says: answer })
    expect(outputs).toMatchObject({ text: answer, why: '' })
  })

  it('is separated by request, and never on 0.15', async () => {
    const separated = { ...data, reasoning_format: 'separated' }
    const { outputs } = await runLlm({ data: separated, says: answer })
    expect(outputs).toMatchObject({ text: 'The text', why: 'a' })
    const old = await runLlm({ data: separated, says: answer, options: { dify: '0.15' } })
    expect(old.outputs).toMatchObject({ text: answer, why: null })
  })

  it('that a server sends apart stands between tags in front of the text', async () => {
    const says: Line = [
      { type: 'reasoning', text: 'hmm' },
      { type: 'text', text: 'Yes' },
    ]
    const { outputs } = await runLlm({ data, says })
    expect(outputs).toMatchObject({ text: '<think>\nhmm\n</think>Yes' })
  })
})

describe('usage', () => {
  const data = { prompt_template: [user('Hi')] }

  it('counts tokens and cost in the node and in the run', async () => {
    const price: NonNullable<LlmRun['resolved']>['price'] = ({ prompt_tokens, completion_tokens }) =>
      (prompt_tokens + 2 * completion_tokens) / 1000
    const { trace } = await runLlm({ data, resolved: { price } })
    expect(nodeOf({ trace } as Outcome)).toMatchObject({
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 15,
      cost_usd: 0.02,
    })
    expect(trace).toMatchObject({ total_tokens: 15, total_cost_usd: 0.02 })
    expect(nodeOf({ trace } as Outcome).outputs?.['usage']).toMatchObject({
      prompt_unit_price: '1',
      total_price: '0.02',
      currency: 'USD',
    })
  })

  it('has no cost when nobody knows the price', async () => {
    const { trace } = await runLlm({ data })
    expect(trace).toMatchObject({ total_tokens: 15, total_cost_usd: null })
  })
})

describe('failures of the model', () => {
  const data = { prompt_template: [user('Hi')] }
  const refused = Object.assign(new Error('too fast'), { statusCode: 429 })

  it('fail the node, with the name of the failure', async () => {
    const outcome = await runLlm({ data, says: refused })
    expect(outcome.trace).toMatchObject({ status: 'failed', error: 'too fast' })
    expect(nodeOf(outcome)).toMatchObject({ error_type: 'InvokeRateLimitError', process_data: {} })
    expect(outcome.obstacle).toBeUndefined()
  })

  it('keep the prompts on 0.15', async () => {
    const outcome = await runLlm({ data, says: refused, options: { dify: '0.15' } })
    expect(nodeOf(outcome).prompts).toEqual([{ role: 'user', text: 'Hi' }])
  })

  it('are retried as the node says, then handled by its strategy', async () => {
    const retry_config = { retry_enabled: true, max_retries: 2, retry_interval: 1 }
    const retried = await runLlm({ data: { ...data, retry_config }, says: [refused, refused, 'third'] })
    expect(retried.outputs).toMatchObject({ text: 'third' })
    const default_value = [{ key: 'text', type: 'string', value: 'plan B' }]
    const strategy = { ...data, error_strategy: 'default-value', default_value }
    const handled = await runLlm({ data: strategy, says: refused })
    expect(handled.trace.status).toBe('partial-succeeded')
    expect(handled.outputs).toMatchObject({ text: 'plan B' })
  })

  it('that are none of the model end the run, whatever the strategy', async () => {
    const budget = new Error('nothing left')
    const outcome = await runLlm({
      data: { ...data, error_strategy: 'fail-branch' },
      says: budget,
      resolved: { errorType: () => undefined },
    })
    expect(outcome.trace.status).toBe('failed')
    expect(outcome.obstacle).toBe(budget)
  })
})

it('streams the answer as it comes', async () => {
  const { events, trace } = await runLlm({
    data: { prompt_template: [user('Hi')] },
    says: 'Hello',
    mode: 'advanced-chat',
    options: { query: 'x' },
  })
  const pieces = events.flatMap((event) => (event.event === 'message' ? [event.answer] : []))
  expect(pieces.filter((piece) => piece !== '')).toEqual(['Hel', 'lo'])
  expect(trace.answer).toBe('Hello')
})

it('lets go of a model that does not answer when the run is stopped', async () => {
  const controller = new AbortController()
  const { resolved } = scriptedModel('x')
  const signals: (AbortSignal | undefined)[] = []
  const doStream: typeof resolved.model.doStream = async ({ abortSignal }) => {
    signals.push(abortSignal)
    controller.abort()
    return new Promise(() => undefined)
  }
  const { trace } = await runLlm({
    data: { prompt_template: [user('Hi')] },
    options: { models: () => ({ model: { ...resolved.model, doStream } }), signal: controller.signal },
  })
  expect(trace.status).toBe('stopped')
  expect(signals.map((signal) => signal?.aborted)).toEqual([true])
})

it('tells the resolver what the file says about the model', async () => {
  const { resolved } = scriptedModel('x')
  const asked: unknown[] = []
  const models: RuntimeOptions['models'] = (request) => {
    asked.push(request)
    return { ...resolved, callOptions: { temperature: 0.5 } }
  }
  await runApp(
    makeApp({
      nodes: { start: start(), llm: { type: 'llm', model: settings, prompt_template: [user('Hi')] } },
      edges: ['start>llm'],
    }),
    { models },
  )
  expect(asked).toEqual([{ ...settings, node_id: 'llm', node_type: 'llm' }])
})
