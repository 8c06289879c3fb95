import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecordingMissingError } from '../../src/errors.ts'
import { end, start } from '../support/make-app.ts'
import type { AppParts, NodeData } from '../support/make-app.ts'
import { failure, output, recorded } from '../support/recorded-app.ts'
import { declare, runApp } from '../support/run-app.ts'
import type { Recording } from '../../src/recordings/recordings.ts'

const inside = { isInIteration: true, iteration_id: 'it' }
const item: NodeData = { type: 'variable-aggregator', variables: [['it', 'item']], ...inside }

function parts(list: unknown, data: object = {}, body: NodeData = item): AppParts {
  return {
    nodes: {
      start: start(),
      it: {
        type: 'iteration',
        iterator_selector: ['conversation', 'list'],
        output_selector: ['body', 'output'],
        start_node_id: 'itstart',
        ...data,
      },
      itstart: { type: 'iteration-start', ...inside },
      body,
      end: end({ out: 'it.output', inner: 'body.output', v: 'conversation.v' }),
    },
    edges: ['start>it', 'itstart>body', 'it>end'],
    conversation: declare({ list, v: 0 }),
  }
}

async function iterate(list: unknown, data: object = {}, recordings: readonly Recording[] = []): Promise<unknown> {
  const body = recordings.length === 0 ? item : { ...recorded('{{#it.item#}}'), ...inside }
  const { trace, outputs } = await runApp(parts(list, data, body), {
    recordings: { format: 1, recordings: [...recordings] },
  })
  return trace.error ?? outputs?.['out']
}

/** Of the items 1, 2, 3 the second fails. */
const secondFails = [
  { node_id: 'body', inputs: { value: '1' }, outputs: { output: 'one' } },
  failure('body', 'broken', { value: '2' }),
  { node_id: 'body', inputs: { value: '3' }, outputs: { output: 'three' } },
]

describe.each([false, true])('an iteration, parallel: %s', (is_parallel) => {
  it('runs what is inside for each item and keeps the order', async () => {
    expect(await iterate(['a', 'b', 'c'], { is_parallel })).toEqual(['a', 'b', 'c'])
  })

  it('gives an empty list for an empty one', async () => {
    expect(await iterate([], { is_parallel })).toEqual([])
  })

  it('fails with the item that fails, unless told otherwise', async () => {
    expect(await iterate([1, 2, 3], { is_parallel }, secondFails)).toBe('broken')
    expect(await iterate([1, 2, 3], { is_parallel, error_handle_mode: 'terminated' }, secondFails)).toBe('broken')
  })

  it('goes on with null for the item that fails', async () => {
    const data = { is_parallel, error_handle_mode: 'continue-on-error' }
    expect(await iterate([1, 2, 3], data, secondFails)).toEqual(['one', null, 'three'])
  })

  it('takes the item that fails out', async () => {
    const data = { is_parallel, error_handle_mode: 'remove-abnormal-output' }
    expect(await iterate([1, 2, 3], data, secondFails)).toEqual(['one', 'three'])
  })

  it('lets no mode hide a missing recording', async () => {
    const data = { is_parallel, error_handle_mode: 'continue-on-error' }
    const body = { ...recorded('{{#it.item#}}'), ...inside }
    const { obstacle, trace } = await runApp(parts([1], data, body))
    expect(obstacle).toBeInstanceOf(RecordingMissingError)
    expect(trace.status).toBe('failed')
  })

  it('flattens lists of lists by one level unless told not to', async () => {
    const lists = [output('body', { output: [['a'], 'b'] })]
    expect(await iterate([1, 2], { is_parallel }, lists)).toEqual([['a'], 'b', ['a'], 'b'])
    expect(await iterate([1, 2], { is_parallel, flatten_output: false }, lists)).toEqual([
      [['a'], 'b'],
      [['a'], 'b'],
    ])
    expect(await iterate([1, 2], { is_parallel }, [output('body', { output: 'x' })])).toEqual(['x', 'x'])
  })

  it('does not show what is inside to nodes outside', async () => {
    const { outputs } = await runApp(parts(['a'], { is_parallel }))
    expect(outputs).toMatchObject({ out: ['a'], inner: null })
  })

  it('tells each round in events and in the trace', async () => {
    const { trace, events } = await runApp(parts(['a', 'b'], { is_parallel }))
    const kinds = events.map(({ event }) => event).filter((event) => event.startsWith('iteration'))
    expect(kinds).toEqual(['iteration_started', 'iteration_next', 'iteration_next', 'iteration_completed'])
    const children = trace.nodes.filter(({ node_id }) => node_id === 'body')
    expect(children).toMatchObject([
      { iteration_id: 'it', iteration_index: 0, outputs: { output: 'a' } },
      { iteration_id: 'it', iteration_index: 1, outputs: { output: 'b' } },
    ])
    expect(trace.nodes.find(({ node_id }) => node_id === 'it')).toMatchObject({
      status: 'succeeded',
      inputs: { iterator_selector: ['a', 'b'] },
      outputs: { output: ['a', 'b'] },
    })
    expect(trace.nodes.some(({ node_id }) => node_id === 'itstart')).toBe(false)
  })
})

describe('an iteration', () => {
  it('counts its rounds from 0', async () => {
    const index: NodeData = { type: 'variable-aggregator', variables: [['it', 'index']], ...inside }
    expect((await runApp(parts(['a', 'b'], {}, index))).outputs?.['out']).toEqual([0, 1])
  })

  it('hands conversation variables from round to round', async () => {
    const add: NodeData = {
      type: 'assigner',
      items: [{ variable_selector: ['conversation', 'v'], operation: '+=', input_type: 'constant', value: 2 }],
      ...inside,
    }
    expect((await runApp(parts(['a', 'b', 'c'], {}, add))).outputs?.['v']).toBe(6)
  })

  it('takes empty results out too when it runs in parallel and removes failed ones', async () => {
    const nothing = [output('body', { output: null })]
    const data = { error_handle_mode: 'remove-abnormal-output' }
    expect(await iterate([1, 2], data, nothing)).toEqual([null, null])
    expect(await iterate([1, 2], { ...data, is_parallel: true }, nothing)).toEqual([])
  })

  it.each([
    ['text', 'invalid iterator value: text, please provide a list.'],
    [{ a: 1 }, "invalid iterator value: {'a': 1}, please provide a list."],
  ])('refuses %j', async (list, message) => {
    expect(await iterate(list)).toBe(message)
  })

  it('fails when the list is not there', async () => {
    const { trace } = await runApp(parts(['a'], { iterator_selector: ['nope', 'x'] }))
    expect(trace.error).toBe("iterator variable ['nope', 'x'] not found")
  })

  it('begins no round after the one that failed', async () => {
    const { trace } = await runApp(
      parts([2, 1, 1, 1], { is_parallel: true, parallel_nums: 1 }, { ...recorded('{{#it.item#}}'), ...inside }),
      { recordings: { format: 1, recordings: secondFails } },
    )
    expect(trace.nodes.filter(({ node_id }) => node_id === 'body')).toHaveLength(1)
  })

  it('can hold a fail branch of its own', async () => {
    const { trace } = await runApp(
      {
        ...parts([2], { error_strategy: 'fail-branch' }, { ...recorded('{{#it.item#}}'), ...inside }),
        edges: ['start>it', 'itstart>body', 'it:fail-branch>end'],
      },
      { recordings: { format: 1, recordings: secondFails } },
    )
    expect(trace).toMatchObject({ status: 'partial-succeeded' })
  })

  it('gives as many results as items, in their order, however wide it runs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string(), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 12 }),
        async (list, parallel_nums) => {
          expect(await iterate(list, { is_parallel: true, parallel_nums })).toEqual(list)
        },
      ),
      { numRuns: 20 },
    )
  })
})
