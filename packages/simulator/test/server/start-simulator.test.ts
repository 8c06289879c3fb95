import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import {
  createSimulator,
  createWorld,
  genericModel,
  SimulatorListenError,
  SimulatorOptionsError,
  startSimulator,
} from '../../src/index.ts'

const world = createWorld({ family: 'F3', seed: 2 })
const server = await startSimulator({ world })
const inProcess = createSimulator({ world })
afterAll(() => server.close())

type Headers = Readonly<Record<string, string>>

function post(body: object, headers: Headers = {}, baseUrl = server.baseUrl): Promise<Response> {
  return fetch(`${baseUrl}/chat/completions`, { method: 'POST', headers, body: JSON.stringify(body) })
}

function hello(content: string, more: object = {}): object {
  return { model: genericModel, messages: [{ role: 'user', content }], ...more }
}

interface Event {
  readonly choices: {
    delta: { content?: string; tool_calls?: { function: { arguments: string } }[] }
    finish_reason: string | null
  }[]
  readonly usage?: object | null
}

/** The events of a stream without the last one, which says that it is done. */
function eventsOf(text: string): Event[] {
  const lines = text.split('\n\n').filter(Boolean)
  expect(lines.at(-1)).toBe('data: [DONE]')
  return lines.slice(0, -1).map((line) => JSON.parse(line.replace(/^data: /, '')) as Event)
}

it('lists models that all say that they are simulated', async () => {
  const { data } = (await (await fetch(`${server.baseUrl}/models`)).json()) as { data: { id: string }[] }
  expect(data.map(({ id }) => id)).toEqual(server.models)
  expect(data.length).toBeGreaterThan(4)
  for (const { id } of data) expect(id).toMatch(/^simulated-/)
})

it('streams what it says in one piece, with the same usage', async () => {
  const firstCase = world.cases.train[0]?.inputs.text ?? ''
  const tools = [
    {
      type: 'function',
      function: { name: 'look_up', parameters: { type: 'object', properties: { q: { type: 'string' } } } },
    },
  ]
  for (const body of [
    hello('Tell me about 企鹅 and icebergs 🧊'),
    hello('What is the weather?', { tools }),
    hello(`You rewrite a customer message into search terms for the handbook.\n${firstCase}`, {
      model: world.models.task,
    }),
  ]) {
    const whole = (await (await post(body)).json()) as {
      choices: {
        message: { content: string | null; tool_calls?: { function: { arguments: string } }[] }
        finish_reason: string
      }[]
      usage: object
    }
    const events = eventsOf(
      await (await post({ ...body, stream: true, stream_options: { include_usage: true } })).text(),
    )
    const deltas = events.flatMap(({ choices }) => choices.map(({ delta }) => delta))
    const [choice] = whole.choices
    expect(deltas.map(({ content }) => content ?? '').join('')).toBe(choice?.message.content ?? '')
    expect(deltas.flatMap(({ tool_calls: calls = [] }) => calls.map((call) => call.function.arguments)).join('')).toBe(
      choice?.message.tool_calls?.[0]?.function.arguments ?? '',
    )
    expect(events.at(-1)?.usage).toEqual(whole.usage)
    expect(events.at(-2)?.choices[0]?.finish_reason).toBe(choice?.finish_reason)
  }
})

it('answers over HTTP as within the process', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.boolean(), async (content, stream) => {
      const body = JSON.stringify(hello(content, { stream }))
      const outside = await (await fetch(`${server.baseUrl}/chat/completions`, { method: 'POST', body })).text()
      const inside = await (await inProcess.fetch('http://x/v1/chat/completions', { method: 'POST', body })).text()
      expect(outside).toBe(inside)
    }),
    { numRuns: 30 },
  )
})

it('gives the same answers in any order and at any concurrency, and other ones to other repeats and seeds', async () => {
  const bodies = world.cases.train.map(({ inputs }) =>
    hello(`You rewrite a customer message into search terms for the handbook.\n${inputs.text}`, {
      model: world.models.task,
    }),
  )
  const askAll = async (
    order: readonly object[],
    headers: Headers = {},
    baseUrl = server.baseUrl,
  ): Promise<Map<object, string>> =>
    new Map(
      await Promise.all(order.map(async (body) => [body, await (await post(body, headers, baseUrl)).text()] as const)),
    )
  const forwards = await askAll(bodies)
  const backwards = await askAll(bodies.toReversed())
  const oneByOne = new Map<object, string>()
  for (const body of bodies) oneByOne.set(body, await (await post(body)).text())
  for (const body of bodies) {
    expect(backwards.get(body)).toBe(forwards.get(body))
    expect(oneByOne.get(body)).toBe(forwards.get(body))
  }
  await using other = await startSimulator({ world, seed: 1 })
  const said = (answers: Map<object, string>): string[] =>
    Array.from(
      answers.values(),
      (text) => (JSON.parse(text) as { choices: { message: { content: string } }[] }).choices[0]?.message.content ?? '',
    )
  expect(said(await askAll(bodies, { 'x-repeat-index': '1' }))).not.toEqual(said(forwards))
  expect(said(await askAll(bodies, {}, other.baseUrl))).not.toEqual(said(forwards))
})

it('takes the seed of the body for a repeat index', async () => {
  const whole = async (more: object, headers: Headers = {}): Promise<string> =>
    (await post(hello('any topic of many', more), headers)).text()
  expect(await whole({ seed: 7 })).toBe(await whole({}, { 'x-repeat-index': '7' }))
  expect(await whole({ seed: 7 })).not.toBe(await whole({ seed: 8 }))
})

it('stops at the number of tokens allowed, and says so', async () => {
  const response = await post(hello('Tell me about penguins', { max_tokens: 3 }))
  const { choices, usage } = (await response.json()) as {
    choices: { finish_reason: string }[]
    usage: { completion_tokens: number }
  }
  expect(choices[0]?.finish_reason).toBe('length')
  expect(usage.completion_tokens).toBeLessThanOrEqual(3)
})

describe('faults', () => {
  it.each([
    ['429', 429],
    ['503', 503],
  ])('come on request: %s', async (wish, status) => {
    const response = await post(hello('x'), { 'x-simulate': wish })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('Simulated') as string } })
  })

  it('break off both streams and whole answers', async () => {
    for (const stream of [true, false]) {
      const response = post(hello('x', { stream }), { 'x-simulate': 'cut' })
      await expect(response.then((cut) => cut.text())).rejects.toThrow(TypeError)
    }
    const body = JSON.stringify(hello('x', { stream: true }))
    const inside = await inProcess.fetch('http://x/v1/chat/completions', {
      method: 'POST',
      body,
      headers: { 'x-simulate': 'cut' },
    })
    await expect(inside.text()).rejects.toThrow(TypeError)
  })

  it('come at their rates, and pass when asked again', async () => {
    const faulty = createSimulator({ faults: { rateLimitRate: 0.2, failureRate: 0.1, retryAfterSeconds: 2 } })
    const status = async (index: number): Promise<Response> =>
      faulty.fetch('http://x/v1/chat/completions', { method: 'POST', body: JSON.stringify(hello(`question ${index}`)) })
    const first = await Promise.all(Array.from({ length: 1000 }, (_, index) => status(index)))
    const share = (test: (status: number) => boolean): number =>
      first.filter((response) => test(response.status)).length / 1000
    expect(share((code) => code === 429)).toBeCloseTo(0.2, 1)
    expect(share((code) => code >= 500)).toBeCloseTo(0.1, 1)
    expect(first.find((response) => response.status === 429)?.headers.get('retry-after')).toBe('2')
    let [index, attempts] = [0, 0]
    while (index < 200 && attempts < 600) {
      attempts += 1
      if ((await status(index)).ok) index += 1
    }
    expect(index).toBe(200)
  })

  it('let a caller give up while waiting', async () => {
    const wish = { 'x-simulate': 'latency=600000' }
    const outside = fetch(`${server.baseUrl}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(hello('x')),
      headers: wish,
      signal: AbortSignal.timeout(20),
    })
    await expect(outside).rejects.toThrow(DOMException)
    const inside = inProcess.fetch('http://x/v1/chat/completions', {
      method: 'POST',
      body: JSON.stringify(hello('x')),
      headers: wish,
      signal: AbortSignal.timeout(20),
    })
    await expect(inside).rejects.toThrow(DOMException)
  })

  it.each([{ rateLimitRate: 2 }, { failureRate: -1 }, { cutRate: Number.NaN }, { latencyMs: -5 }])(
    'are refused when they make no sense: %j',
    (faults) => {
      expect(() => createSimulator({ faults })).toThrow(SimulatorOptionsError)
    },
  )
})

it('keeps a ledger by run, of what it answered and refused', async () => {
  await using own = await startSimulator({ world })
  await post(hello('one'), { 'x-run-id': 'a' }, own.baseUrl)
  await post(hello('two', { model: world.models.judge }), { 'x-run-id': 'a' }, own.baseUrl)
  await post(hello('three'), { 'x-run-id': 'b', 'x-simulate': '500' }, own.baseUrl)
  expect(own.ledger.runs()).toEqual(['a', 'b'])
  expect(own.ledger.totals('a').calls).toEqual({ task: 0, reflect: 0, judge: 1, generic: 1 })
  expect(own.ledger.totals('b')).toMatchObject({ calls: { generic: 0 }, inputTokens: 0, errors: { failed: 1 } })
  expect(own.ledger.totals().inputTokens).toBe(own.ledger.totals('a').inputTokens)
  expect(own.ledger.totals('nobody').calls.task).toBe(0)
})

describe('requests that make no sense', () => {
  it.each([
    ['{', 400],
    ['[]', 400],
    ['{"model":"simulated-generic"}', 400],
    ['{"model":"simulated-generic","messages":[]}', 400],
    ['{"model":"simulated-generic","messages":[{"role":"king","content":""}]}', 400],
    ['{"model":"gpt-4","messages":[{"role":"user","content":"x"}]}', 404],
  ])('are refused: %s', async (body, status) => {
    const response = await fetch(`${server.baseUrl}/chat/completions`, { method: 'POST', body })
    expect(response.status).toBe(status)
    const text = await response.text()
    expect(text).toContain('Simulated model')
    const values = world.plan.nodes.flatMap(({ rules }) => rules.map(({ value }) => value))
    expect(values.filter((value) => text.includes(value))).toEqual([])
  })

  it('are refused when they are too long', async () => {
    const body = JSON.stringify(hello('x'.repeat(33 * 1024 * 1024)))
    const response = await fetch(`${server.baseUrl}/chat/completions`, { method: 'POST', body })
    expect(response.status).toBe(413)
  })

  it('are refused at other paths, by name', async () => {
    const response = await fetch(`${server.baseUrl}/images`)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('/v1/chat/completions')
  })
})

it('answers or refuses whatever it is sent, and never fails', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '```',
      'JSON',
      '{"a":',
      '"edits"',
      '<component id="a">',
      'Current Value:',
      'New Value',
      '"categories"',
      'A:\n',
      'B:',
    ),
    fc.constantFrom(
      ...world.cases.train.map(({ inputs }) => inputs.text),
      ...Object.values(world.prompts).map(([first]) => first?.text ?? ''),
    ),
  )
  const content = fc.array(text, { maxLength: 8 }).map((parts) => parts.join('\n'))
  const message = fc.record({
    role: fc.constantFrom('system', 'user', 'assistant', 'tool'),
    content: fc.oneof(content, fc.jsonValue()),
  })
  const tool = fc.record({
    type: fc.constant('function'),
    function: fc.record({ name: fc.string(), parameters: fc.jsonValue() }),
  })
  const schema = fc.dictionary(
    fc.constantFrom('type', 'properties', 'items', 'enum', 'anyOf', 'allOf', '$ref', 'minItems'),
    fc.jsonValue(),
  )
  const body = fc.record(
    {
      model: fc.constantFrom(...server.models),
      messages: fc.oneof(
        { weight: 9, arbitrary: fc.array(message, { minLength: 1, maxLength: 4 }) },
        { weight: 1, arbitrary: fc.jsonValue() },
      ),
      tools: fc.oneof(fc.array(tool), fc.jsonValue()),
      response_format: fc.oneof(
        schema.map((value) => ({ type: 'json_schema', json_schema: { schema: value } })),
        fc.jsonValue(),
      ),
      stream: fc.boolean(),
      n: fc.jsonValue(),
      max_tokens: fc.jsonValue(),
    },
    { requiredKeys: ['model', 'messages'] },
  )
  fc.assert(
    fc.property(body, (value) => {
      const call = {
        method: 'POST',
        path: '/v1/chat/completions',
        header: () => undefined,
        body: JSON.stringify(value),
      }
      expect([200, 400]).toContain(inProcess.reply(call).status)
    }),
    { numRuns: 500 },
  )
})

it('says so when it cannot listen', async () => {
  const port = Number(new URL(server.baseUrl).port)
  await expect(startSimulator({ port })).rejects.toThrow(SimulatorListenError)
})

it('closes with requests under way', async () => {
  const own = await startSimulator()
  const pending = post(hello('x'), { 'x-simulate': 'latency=600000' }, own.baseUrl)
  const outcome = pending.catch((error: unknown) => error)
  await post(hello('y'), {}, own.baseUrl)
  await own.close()
  expect(await outcome).toBeInstanceOf(TypeError)
})
