import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/chat/chat-request.ts'
import { createSimulator, genericModel } from '../../src/index.ts'
import { findJsonShapes } from '../../src/models/generic/read-json-shape.ts'
import { ask } from '../worlds.ts'

const simulator = createSimulator()

function say(content: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return ask(simulator, { model: genericModel, messages: [{ role: 'user', content }], ...more })
}

interface SchemaNode {
  readonly schema: Json
  readonly fits: (value: unknown) => boolean
}

const scalar: fc.Arbitrary<SchemaNode> = fc.oneof(
  fc.constant({ schema: { type: 'string' }, fits: (value: unknown) => typeof value === 'string' }),
  fc.constant({ schema: { type: 'boolean' }, fits: (value: unknown) => typeof value === 'boolean' }),
  fc.constant({ schema: { type: ['null', 'number'] }, fits: (value: unknown) => typeof value === 'number' }),
  fc.record({ least: fc.integer({ min: -50, max: 50 }), span: fc.nat(20) }).map(({ least, span }) => ({
    schema: { type: 'integer', minimum: least, maximum: least + span },
    fits: (value: unknown) => Number.isInteger(value) && Number(value) >= least && Number(value) <= least + span,
  })),
  fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }).map((options) => ({
    schema: { enum: options },
    fits: (value: unknown) => options.includes(value as string),
  })),
)

const { node } = fc.letrec<{ node: SchemaNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    scalar,
    tie('node').map(({ schema, fits }) => ({
      schema: { type: 'array', items: schema, minItems: 1, maxItems: 3 },
      fits: (value: unknown) => Array.isArray(value) && value.length > 0 && value.length <= 3 && value.every(fits),
    })),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), tie('node'), { maxKeys: 4 }).map((properties) => ({
      schema: {
        type: 'object',
        properties: Object.fromEntries(Object.entries(properties).map(([name, { schema }]) => [name, schema])),
        required: Object.keys(properties),
      },
      fits: (value: unknown) =>
        typeof value === 'object' &&
        value !== null &&
        Object.entries(properties).every(([name, { fits }]) => fits((value as Record<string, unknown>)[name])),
    })),
  ),
}))

it('fills any schema that the response format asks for', async () => {
  await fc.assert(
    fc.asyncProperty(node, fc.lorem(), async ({ schema, fits }, content) => {
      const format = { type: 'json_schema', json_schema: { name: 'answer', schema } }
      expect(fits(JSON.parse(await say(content, { response_format: format })))).toBe(true)
    }),
  )
})

it('calls a tool with arguments that fit, and talks once the tool has answered', async () => {
  const parameters = { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } } }
  const tools = [{ type: 'function', function: { name: 'extract_parameters', parameters } }]
  const complete = async (
    messages: object[],
  ): Promise<{ tool_calls?: { function: { name: string; arguments: string } }[] }> => {
    const body = JSON.stringify({ model: genericModel, messages, tools })
    const response = await simulator.fetch('http://simulator/v1/chat/completions', { method: 'POST', body })
    return ((await response.json()) as { choices: { message: object }[] }).choices[0]?.message ?? {}
  }
  const asked = { role: 'user', content: 'Two days in Lisbon, please' }
  const called = (await complete([asked])).tool_calls?.[0]?.function
  expect(called?.name).toBe('extract_parameters')
  expect(JSON.parse(called?.arguments ?? '')).toEqual({ city: expect.any(String), days: expect.any(Number) })
  const answered = await complete([asked, { role: 'assistant', tool_calls: [{}] }, { role: 'tool', content: '20 °C' }])
  expect(answered.tool_calls).toBeUndefined()
})

describe('prompts that ask for a form', () => {
  it.each([
    ['Return JSON: {"title": "...", "tags": ["a", "b"], "score": 5}', ['title', 'tags', 'score']],
    ['请按如下 JSON 格式输出：\n{\n "名称": "物品名", // 名称\n "数量": 数字,\n}', ['名称', '数量']],
    ["Answer in JSON format like {'ok': true, 'why': <reason>}", ['ok', 'why']],
    ['Output a JSON object with "name": and "age": fields', ['name', 'age']],
    ['提取照片中的‘发票代码’、‘金额’字段返回信息，结果以json格式返回', ['发票代码', '金额']],
    ['Respond with JSON that fits {"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}', ['a']],
  ])('get an object with its keys: %s', async (content, keys) => {
    expect(Object.keys(JSON.parse(await say(content)) as object)).toEqual(keys)
  })

  it('get one of the options that are allowed', async () => {
    expect(['yes', 'no']).toContain(await say('Is it raining? Answer only "yes" or "no".'))
    expect(['正面', '负面']).toContain(await say('判断情感，只输出“正面”或“负面”。今天真好'))
    expect(await say('Rate the text. Reply with just a number.')).toMatch(/^\d$/)
  })

  it('get no JSON where they name it to forbid it', async () => {
    expect(await say('只输出http地址，不输出json格式，纯字符串')).not.toMatch(/^\{/)
    expect(await say('Tell me about penguins. Do not use JSON.')).toMatch(/^Simulated reply/)
  })

  it('keep addresses, numbers and fixed words of the example', async () => {
    const example = '{"role": "user", "url": "链接", "date": "2024-01-02", "说明": "……", "level": "low|high"}'
    expect(JSON.parse(await say(`按以下JSON格式输出：${example}`))).toMatchObject({
      role: 'user',
      url: expect.stringMatching(/^https:/) as string,
      date: '2024-01-02',
      level: expect.stringMatching(/^(?:low|high)$/) as string,
    })
  })

  it('get a JSON object where the response format says so, whatever the prompt says', async () => {
    expect(JSON.parse(await say('Hello there', { response_format: { type: 'json_object' } }))).toBeTypeOf('object')
  })

  it('get the category that fits best', async () => {
    const categories = [
      { category_id: 'c1', category_name: 'Refund and payment' },
      { category_id: 'c2', category_name: 'Broken device' },
    ]
    const content = `{"input_text": ["my device arrived broken"], "categories": ${JSON.stringify(categories)}, "classification_instructions": [""]}`
    expect(JSON.parse(await say(content))).toMatchObject(categories[1] ?? {})
  })

  it('get prose in their language that says that it is simulated', async () => {
    expect(await say('Tell me about penguins and icebergs.')).toMatch(/^Simulated reply: .*(?:penguins|icebergs)/)
    expect(await say('请介绍一下企鹅的生活习性')).toMatch(/^模拟回复：/)
  })
})

it('finds no shape that is not there, and never runs away', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', 'a', '/', '#', '\n', '\\') }),
      (text) => {
        for (const { value, start, end } of findJsonShapes(text)) {
          expect(value).toBeTypeOf('object')
          expect(end).toBeGreaterThan(start)
        }
      },
    ),
  )
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^\w+$/), fc.oneof(fc.integer(), fc.boolean(), fc.stringMatching(/^\w*$/)), {
        minKeys: 1,
      }),
      (value) => {
        expect(findJsonShapes(`as in ${JSON.stringify(value)} here`)[0]?.value).toEqual(value)
      },
    ),
  )
})
