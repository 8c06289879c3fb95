import { describe, expect, it } from 'vitest'
import { end, start } from '../support/make-app.ts'
import { declare, runApp } from '../support/run-app.ts'

async function assign(
  data: object,
  variables: Record<string, unknown>,
  extra: readonly object[] = [],
): Promise<unknown> {
  const { trace, outputs } = await runApp({
    nodes: { start: start(), node: { type: 'assigner', ...data }, end: end({ v: 'conversation.v' }) },
    edges: ['start>node', 'node>end'],
    conversation: [...declare(variables), ...(extra as Record<string, unknown>[])],
  })
  return trace.error ?? outputs?.['v']
}

const item = (operation: string, value?: unknown, input_type = 'constant'): object => ({
  version: '2',
  items: [{ variable_selector: ['conversation', 'v'], operation, input_type, value }],
})
const from = (operation: string): object => item(operation, ['conversation', 's'], 'variable')

describe('version 2', () => {
  it.each<[string, unknown, object, unknown, unknown]>([
    ['set writes a constant text', 'a', item('set', 'b'), null, 'b'],
    ['set writes a constant number', 1, item('set', 2), null, 2],
    ['set writes a constant boolean', true, item('set', false), null, false],
    ['set parses an object from text', { a: 1 }, item('set', '{"b": [1.0]}'), null, { b: [1] }],
    ['set refuses an object that is no JSON', { a: 1 }, item('set', '{b}'), null, 'Invalid input value {b}'],
    ['set refuses another type', 'a', item('set', 2), null, 'Invalid input value 2'],
    ['set reads no variable', 'a', from('set'), 'b', 'Input type variable is not supported for operation set'],
    ['over-write reads a variable', 'a', from('over-write'), 'b', 'b'],
    ['over-write reads a list', ['a'], from('over-write'), ['b', 'c'], ['b', 'c']],
    ['over-write takes a constant', 'a', item('over-write', 'b'), null, 'b'],
    ['over-write refuses another type', 'a', from('over-write'), 5, 'Invalid input value 5'],
    [
      'over-write takes no constant list',
      ['a'],
      item('over-write', ['b']),
      null,
      'Input type constant is not supported for operation over-write',
    ],
    ['clear empties a text', 'a', item('clear', null, 'variable'), null, ''],
    ['clear empties a list', ['a'], item('clear', null, 'variable'), null, []],
    ['clear makes a number 0', 5, item('clear', null, 'variable'), null, 0],
    ['clear makes a boolean false', true, item('clear', null, 'variable'), null, false],
    ['clear empties an object', { a: 1 }, item('clear', null, 'variable'), null, {}],
    ['clear takes no constant', 'a', item('clear'), null, 'Input type constant is not supported for operation clear'],
    ['append adds an item', ['a'], from('append'), 'b', ['a', 'b']],
    ['append adds an object', [{ a: 1 }], from('append'), { b: 2 }, [{ a: 1 }, { b: 2 }]],
    ['append refuses items of another type', ['a'], from('append'), 5, 'Invalid input value 5'],
    [
      'append takes no constant',
      ['a'],
      item('append', 'b'),
      null,
      'Input type constant is not supported for operation append',
    ],
    ['append needs a list', 'a', from('append'), 'b', 'Operation append is not supported for type string'],
    ['extend adds all items', ['a'], from('extend'), ['b', 'c'], ['a', 'b', 'c']],
    ['extend refuses a list of another type', ['a'], from('extend'), [1], 'Invalid input value [1]'],
    ['extend refuses what is no list', ['a'], from('extend'), 'b', 'Invalid input value b'],
    ['+= adds', 5, item('+=', 2), null, 7],
    ['-= subtracts', 5, item('-=', 2), null, 3],
    ['*= multiplies', 5, item('*=', 2.5), null, 12.5],
    ['/= divides', 5, item('/=', 2), null, 2.5],
    ['/= refuses 0', 5, item('/=', 0), null, 'Invalid input value 0'],
    ['+= reads no variable', 5, from('+='), 2, 'Input type variable is not supported for operation +='],
    ['+= needs a number', 'a', item('+=', 2), null, 'Operation += is not supported for type string'],
    ['remove-first takes the first item out', ['a', 'b'], item('remove-first', null, 'variable'), null, ['b']],
    ['remove-last takes the last item out', ['a', 'b'], item('remove-last', null, 'variable'), null, ['a']],
    [
      'remove-first needs a list',
      'a',
      item('remove-first', null, 'variable'),
      null,
      'Operation remove-first is not supported for type string',
    ],
    ['unknown operations are refused', 'a', item('double'), null, 'Operation double is not supported for type string'],
  ])('%s', async (_title, before, data, source, result) => {
    expect(await assign(data, { v: before, s: source ?? 'unused' })).toEqual(result)
  })

  it('leaves the variable when the one that it reads holds nothing', async () => {
    expect(
      await assign(from('over-write'), { v: 'a' }, [{ id: 's', name: 's', value: null, value_type: 'string' }]),
    ).toBe('a')
  })

  it('fails on a variable that is not there', async () => {
    expect(await assign(from('over-write'), { v: 'a' })).toBe("Variable ['conversation', 's'] not found")
    const data = { items: [{ variable_selector: ['conversation', 'x'], operation: 'clear', input_type: 'variable' }] }
    expect(await assign(data, { v: 'a' })).toBe("Variable ['conversation', 'x'] not found")
  })

  it('knows the declared type of an empty list', async () => {
    const empty = [{ id: 'v', name: 'v', value: [], value_type: 'array[number]' }]
    expect(await assign(from('append'), { s: 'a' }, empty)).toBe('Invalid input value a')
    expect(await assign(from('append'), { s: 4 }, empty)).toEqual([4])
  })

  it('divides as Python does: the result is a float', async () => {
    const { outputs, trace } = await runApp({
      nodes: {
        start: start(),
        node: { type: 'assigner', ...item('/=', 2) },
        text: { type: 'answer', answer: '{{#conversation.v#}}' },
      },
      edges: ['start>node', 'node>text'],
      mode: 'advanced-chat',
      conversation: declare({ v: 4 }),
    })
    expect(trace.error).toBeNull()
    expect(outputs?.['answer']).toBe('2.0')
  })
})

describe('version 1', () => {
  const one = (write_mode: string): object => ({
    assigned_variable_selector: ['conversation', 'v'],
    input_variable_selector: ['conversation', 's'],
    write_mode,
  })
  it.each<[string, unknown, string, unknown, unknown]>([
    ['over-write replaces', 'a', 'over-write', 'b', 'b'],
    ['append adds an item', ['a'], 'append', 'b', ['a', 'b']],
    ['clear empties', ['a'], 'clear', 'b', []],
  ])('%s', async (_title, before, mode, source, result) => {
    expect(await assign(one(mode), { v: before, s: source })).toEqual(result)
  })

  it('fails when a variable is not there', async () => {
    expect(await assign(one('over-write'), { v: 'a' })).toBe('input value not found')
    expect(await assign(one('over-write'), { s: 'a' })).toBe('assigned variable not found')
  })
})

it('what is written stays for the next turn of the conversation', async () => {
  const { createRuntime } = await import('../../src/create-runtime.ts')
  const { makeApp } = await import('../support/make-app.ts')
  await using runtime = createRuntime()
  const app = runtime.load(
    makeApp({
      mode: 'advanced-chat',
      nodes: {
        start: start(),
        node: { type: 'assigner', ...item('+=', 1) },
        answer: { type: 'answer', answer: '{{#conversation.v#}} {{#sys.dialogue_count#}} {{#sys.query#}}' },
      },
      edges: ['start>node', 'node>answer'],
      conversation: declare({ v: 0 }),
    }),
  )
  const first = runtime.run(app, { query: 'one' })
  expect((await first.trace).answer).toBe('1 1 one')
  const conversation = await first.conversation
  const second = runtime.run(app, { query: 'two', ...(conversation === undefined ? {} : { conversation }) })
  expect((await second.trace).answer).toBe('2 2 two')
  expect(await second.conversation).toMatchObject({
    id: conversation?.id,
    variables: { v: 2 },
    turns: [
      { query: 'one', answer: '1 1 one' },
      { query: 'two', answer: '2 2 two' },
    ],
  })
})
