import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRuntime } from '../../src/create-runtime.ts'
import { RunLimitError } from '../../src/errors.ts'
import { end, makeApp, start } from '../support/make-app.ts'
import type { AppParts, NodeData } from '../support/make-app.ts'
import { failure, output, recorded } from '../support/recorded-app.ts'
import { runApp } from '../support/run-app.ts'
import type { Outcome } from '../support/run-app.ts'

const pick = (...paths: readonly string[]): NodeData => ({
  type: 'variable-aggregator',
  variables: paths.map((path) => path.split('.')),
})
const branch = (path: string, value: string): NodeData => ({
  type: 'if-else',
  cases: [
    {
      case_id: 'yes',
      logical_operator: 'and',
      conditions: [{ variable_selector: path.split('.'), comparison_operator: 'is', value }],
    },
  ],
})

function ran({ trace }: Outcome): string[] {
  return trace.nodes.map(({ node_id }) => node_id)
}

describe('the order of nodes', () => {
  const diamond: AppParts = {
    nodes: {
      start: start('q'),
      a: pick('start.q'),
      b: pick('a.output'),
      c: pick('a.output'),
      d: pick('b.output'),
      end: end({ out: 'd.output' }),
    },
    edges: ['start>a', 'a>b', 'a>c', 'b>d', 'c>d', 'd>end'],
  }

  it('waits for all branches before a join', async () => {
    const outcome = await runApp(diamond, { inputs: { q: 'x' } })
    expect(ran(outcome)).toEqual(['start', 'a', 'b', 'c', 'd', 'end'])
    expect(outcome.outputs).toEqual({ out: 'x' })
  })

  it('skips the branch that is not taken, and joins without it', async () => {
    const outcome = await runApp(
      {
        nodes: {
          start: start('q'),
          if: branch('start.q', 'x'),
          a: pick('start.q'),
          b: pick('start.q'),
          b2: pick('b.output'),
          join: pick('b2.output', 'a.output'),
          end: end({ out: 'join.output', skipped: 'b.output' }),
        },
        edges: ['start>if', 'if:yes>a', 'if:false>b', 'b>b2', 'a>join', 'b2>join', 'join>end'],
      },
      { inputs: { q: 'x' } },
    )
    expect(ran(outcome)).toEqual(['start', 'if', 'a', 'join', 'end'])
    expect(outcome.outputs).toEqual({ out: 'x', skipped: null })
  })

  it('ends a branch whose handle has no edge: 0.15 gives no outputs, 1.12 empty ones', async () => {
    const parts: AppParts = {
      nodes: { start: start('q'), if: branch('start.q', 'x'), end: end({}) },
      edges: ['start>if', 'if:yes>end'],
    }
    for (const [dify, outputs] of [
      ['0.15', null],
      ['1.12', {}],
    ] as const) {
      const { trace } = await runApp(parts, { inputs: { q: 'y' }, dify })
      expect(trace).toMatchObject({ status: 'succeeded', outputs })
    }
  })

  it('never runs what the start does not lead to', async () => {
    const parts: AppParts = {
      nodes: { start: start(), lost: pick('start.q'), end: end({ out: 'lost.output' }) },
      edges: ['start>end', 'lost>end'],
    }
    expect(ran(await runApp(parts))).toEqual(['start', 'end'])
  })

  it('runs nodes that do not wait for each other at the same time, up to the limit', async () => {
    const width = 6
    const names = Array.from({ length: width }, (_, index) => `n${index}`)
    const waiting: NodeData = {
      ...recorded(),
      type: 'tool',
      retry_config: { retry_enabled: true, max_retries: 1, retry_interval: 20 },
    }
    const nodes = Object.fromEntries(names.map((name) => [name, waiting]))
    const parts: AppParts = {
      nodes: { start: start(), ...nodes, end: end({}) },
      edges: names.flatMap((name) => [`start>${name}`, `${name}>end`]),
    }
    const recordings = { format: 1 as const, recordings: names.map((name) => failure(name, 'no')) }
    for (const [maxParallelNodes, open] of [
      [10, width],
      [2, 2],
    ] as const) {
      const { events } = await runApp(parts, { recordings, limits: { maxParallelNodes } })
      const kinds = events.map(({ event }) => event)
      const firstRetry = kinds.indexOf('node_retry')
      expect(kinds.slice(0, firstRetry).filter((kind) => kind === 'node_started')).toHaveLength(open + 1)
    }
  })
})

describe('several ends', () => {
  const parts: AppParts = {
    nodes: {
      start: start('q'),
      one: end({ a: 'start.q', both: 'start.q' }),
      pass: pick('start.q'),
      two: end({ b: 'pass.output' }),
    },
    edges: ['start>one', 'start>pass', 'pass>two'],
  }
  it.each([
    ['1.12', { a: 'x', both: 'x', b: 'x' }],
    ['0.15', { b: 'x' }],
  ] as const)('give together in %s: %j', async (dify, outputs) => {
    expect((await runApp(parts, { inputs: { q: 'x' }, dify })).outputs).toEqual(outputs)
  })
})

describe('a failing node', () => {
  const make = (extra: object, edges: readonly string[] = ['start>bad', 'bad>end']): AppParts => ({
    nodes: {
      start: start(),
      bad: { ...recorded(), ...extra },
      other: pick('bad.error_message'),
      end: end({ text: 'bad.text', message: 'bad.error_message', type: 'bad.error_type', other: 'other.output' }),
    },
    edges,
  })
  const recordings = { format: 1 as const, recordings: [failure('bad', 'broken')] }

  it.each([
    ['0.15', null],
    ['1.12', {}],
  ] as const)('ends the run in %s', async (dify, outputs) => {
    const { trace, obstacle } = await runApp(make({}), { recordings, dify })
    expect(trace).toMatchObject({ status: 'failed', error: 'broken', outputs })
    expect(trace.nodes.at(-1)).toMatchObject({ node_id: 'bad', status: 'failed', error: 'broken', outputs: null })
    expect(obstacle).toBeUndefined()
  })

  it('ends the run though another branch could go on', async () => {
    const { trace } = await runApp(make({}, ['start>bad', 'start>other', 'other>end']), { recordings })
    expect(trace).toMatchObject({ status: 'failed', error: 'broken' })
  })

  it('takes the fail branch and hands its error on', async () => {
    const edges = ['start>bad', 'bad>end', 'bad:fail-branch>other', 'other>end']
    const { trace, outputs } = await runApp(make({ error_strategy: 'fail-branch' }, edges), { recordings })
    expect(trace).toMatchObject({ status: 'partial-succeeded', exceptions_count: 1, error: null })
    expect(outputs).toEqual({ text: null, message: 'broken', type: 'RecordedError', other: 'broken' })
    expect(trace.nodes[1]).toMatchObject({ status: 'exception', error: 'broken', error_type: 'RecordedError' })
    expect(trace.nodes[1]?.execution_metadata).toMatchObject({ error_strategy: 'fail-branch' })
  })

  it('goes on with default values; those of the error win', async () => {
    const default_value = [
      { key: 'text', type: 'string', value: 'instead' },
      { key: 'error_message', type: 'string', value: 'hidden' },
    ]
    const { trace, outputs } = await runApp(make({ error_strategy: 'default-value', default_value }), { recordings })
    expect(trace).toMatchObject({ status: 'partial-succeeded', exceptions_count: 1 })
    expect(outputs).toMatchObject({ text: 'instead', message: 'broken' })
  })

  it.each([
    ['number', '2.5', 2.5],
    ['number', 3, 3],
    ['object', '{"a": 1}', { a: 1 }],
    ['array[string]', '["a"]', ['a']],
    ['array[number]', '[1, 2.5]', [1, 2.5]],
    ['array[object]', '[{"a": 1}]', [{ a: 1 }]],
  ])('reads a default value of type %s from %j', async (type, value, result) => {
    const default_value = [{ key: 'text', type, value }]
    const { outputs } = await runApp(make({ error_strategy: 'default-value', default_value }), { recordings })
    expect(outputs?.['text']).toEqual(result)
  })

  it.each([
    ['number', 'three', 'Cannot convert to number: three'],
    ['object', '{', 'Invalid JSON format for value: {'],
    ['array[string]', '[1]', 'Value must be array[string] for text'],
    ['colour', 'red', 'Unsupported type: colour'],
  ])('does not start a run with a default value of type %s that is %j', async (type, value, error) => {
    const default_value = [{ key: 'text', type, value }]
    const { trace } = await runApp(make({ error_strategy: 'default-value', default_value }), { recordings })
    expect(trace).toMatchObject({ status: 'failed', error })
    expect(trace.nodes).toEqual([])
  })

  it('that succeeds with a fail branch takes "source"; "success-branch" counts in 0.15 alone', async () => {
    const good = { format: 1 as const, recordings: [output('bad', { text: 'fine' })] }
    const strategy = { error_strategy: 'fail-branch' }
    const source = await runApp(make(strategy), { recordings: good })
    expect(source.outputs).toMatchObject({ text: 'fine' })
    const edges = ['start>bad', 'bad:success-branch>end']
    expect((await runApp(make(strategy, edges), { recordings: good })).trace).toMatchObject({
      status: 'succeeded',
      outputs: {},
    })
    const old = await runApp(make(strategy, edges), { recordings: good, dify: '0.15' })
    expect(old.outputs).toMatchObject({ text: 'fine' })
  })
})

describe('retries', () => {
  const retry = { retry_config: { retry_enabled: true, max_retries: 2, retry_interval: 1 } }
  const recordings = { format: 1 as const, recordings: [failure('bad', 'broken')] }
  const parts = (data: object): AppParts => ({
    nodes: { start: start(), bad: { ...recorded(), ...data }, end: end({ m: 'bad.error_message' }) },
    edges: ['start>bad', 'bad>end'],
  })

  it.each([
    ['1.12', 3],
    ['0.15', 0],
  ] as const)('are used up before the run fails; %s counts %i exceptions', async (dify, count) => {
    const { trace, events } = await runApp(parts(retry), { recordings, dify })
    expect(events.filter(({ event }) => event === 'node_retry')).toMatchObject([
      { data: { node_id: 'bad', status: 'retry', retry_index: 1, error: 'broken' } },
      { data: { node_id: 'bad', status: 'retry', retry_index: 2, error: 'broken' } },
    ])
    expect(trace).toMatchObject({ status: 'failed', exceptions_count: count, total_steps: 4 })
    expect(trace.nodes[1]?.retries).toEqual([
      { retry_index: 1, error: 'broken' },
      { retry_index: 2, error: 'broken' },
    ])
  })

  it('come before the error strategy', async () => {
    const { trace } = await runApp(parts({ ...retry, error_strategy: 'default-value' }), { recordings })
    expect(trace.status).toBe('partial-succeeded')
    expect(trace.nodes[1]?.retries).toHaveLength(2)
  })

  it('are not for nodes of other types', async () => {
    const { trace } = await runApp(parts({ ...retry, type: 'knowledge-retrieval' }), { recordings })
    expect(trace.nodes[1]?.retries).toEqual([])
  })
})

describe('limits', () => {
  it('end a run with too many nodes', async () => {
    const names = Array.from({ length: 5 }, (_, index) => `n${index}`)
    const parts: AppParts = {
      nodes: { start: start(), ...Object.fromEntries(names.map((name) => [name, pick('start.q')])) },
      edges: names.map((name, index) => `${index === 0 ? 'start' : `n${index - 1}`}>${name}`),
    }
    const { trace, obstacle } = await runApp(parts, { limits: { maxSteps: 3 } })
    expect(trace).toMatchObject({ status: 'failed', error: 'Maximum execution steps exceeded: 4 > 3' })
    expect(obstacle).toBeInstanceOf(RunLimitError)
    expect((await runApp(parts, { limits: { maxSteps: 6 } })).trace.status).toBe('succeeded')
  })

  it('end a run that takes too long', async () => {
    const parts: AppParts = {
      nodes: {
        start: start(),
        slow: { ...recorded(), retry_config: { retry_enabled: true, max_retries: 1, retry_interval: 60_000 } },
      },
      edges: ['start>slow'],
    }
    const recordings = { format: 1 as const, recordings: [failure('slow', 'broken')] }
    const { trace, obstacle } = await runApp(parts, { recordings, limits: { maxTimeMs: 30 } })
    expect(trace).toMatchObject({ status: 'failed', error: 'Maximum execution time exceeded: 0.03s' })
    expect(trace.nodes[1]?.status).toBe('stopped')
    expect(obstacle).toBeInstanceOf(RunLimitError)
  })
})

describe('stopping', () => {
  const parts: AppParts = {
    nodes: {
      start: start(),
      slow: { ...recorded(), retry_config: { retry_enabled: true, max_retries: 1, retry_interval: 60_000 } },
      end: end({}),
    },
    edges: ['start>slow', 'slow>end'],
  }
  const recordings = { format: 1 as const, recordings: [failure('slow', 'broken')] }

  it('ends the run with the reason of the signal', async () => {
    await using runtime = createRuntime({ recordings })
    const controller = new AbortController()
    const run = runtime.run(makeApp(parts), { signal: controller.signal })
    for await (const { event } of run)
      if (event === 'node_started') setImmediate(() => controller.abort(new Error('enough')))
    expect(await run.trace).toMatchObject({
      status: 'stopped',
      error: 'enough',
      finished_at: expect.any(String) as string,
    })
    expect(await run.obstacle).toMatchObject({ message: 'enough' })
  })

  it('before the start runs nothing', async () => {
    const { trace } = await runApp(parts, { recordings, signal: AbortSignal.abort(new Error('never')) })
    expect(trace).toMatchObject({ status: 'stopped', error: 'never', nodes: [] })
  })

  it('happens when the reader of the events leaves', async () => {
    await using runtime = createRuntime({ recordings })
    const run = runtime.run(makeApp(parts))
    for await (const { event } of run) if (event === 'node_started') break
    expect((await run.trace).status).toBe('stopped')
  })
})

it('in any graph without branches every node runs once, after all that lead to it', async () => {
  const graphs = fc.integer({ min: 1, max: 9 }).chain((size) =>
    fc.array(fc.tuple(fc.nat(size), fc.nat(size)), { maxLength: 25 }).map((pairs) => {
      const edges = new Set(pairs.filter(([from, to]) => from < to).map(([from, to]) => `n${from}>n${to}`))
      for (let index = 1; index <= size; index += 1) {
        if (![...edges].some((edge) => edge.endsWith(`>n${index}`))) edges.add(`n0>n${index}`)
      }
      return { size, edges: [...edges] }
    }),
  )
  await fc.assert(
    fc.asyncProperty(graphs, async ({ size, edges }) => {
      const names = Array.from({ length: size }, (_, index) => `n${index + 1}`)
      const outcome = await runApp({
        nodes: { n0: start(), ...Object.fromEntries(names.map((name) => [name, pick('n0.q')])) },
        edges,
      })
      const order = ran(outcome)
      expect(order.toSorted()).toEqual(['n0', ...names].toSorted())
      const finished = outcome.events.flatMap((event) =>
        event.event === 'node_finished'
          ? [`end ${event.data.node_id}`]
          : event.event === 'node_started'
            ? [`start ${event.data.node_id}`]
            : [],
      )
      for (const edge of edges) {
        const [from = '', to = ''] = edge.split('>')
        expect(finished.indexOf(`end ${from}`)).toBeLessThan(finished.indexOf(`start ${to}`))
      }
    }),
    { numRuns: 40 },
  )
})
