import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TraceRecorder, runTraceSchema } from '../src/index.ts'
import type { RunEvent, RunTrace } from '../src/index.ts'

const base = { task_id: 't', workflow_run_id: 'r' }
const time = 1_800_000_000

function started(id: string, node_id = id): RunEvent {
  return {
    ...base,
    event: 'node_started',
    data: {
      id,
      node_id,
      node_type: 'llm',
      title: node_id,
      index: 1,
      predecessor_node_id: null,
      inputs: null,
      created_at: time,
    },
  }
}

function finished(id: string, node_id = id, extra: object = {}): RunEvent {
  return {
    ...base,
    event: 'node_finished',
    data: {
      id,
      node_id,
      node_type: 'llm',
      title: node_id,
      index: 1,
      predecessor_node_id: null,
      inputs: { q: 1 },
      process_data: null,
      outputs: { text: 'x' },
      status: 'succeeded',
      error: null,
      elapsed_time: 1.5,
      execution_metadata: null,
      created_at: time,
      finished_at: time + 1.5,
      ...extra,
    },
  }
}

const begin: RunEvent = {
  ...base,
  event: 'workflow_started',
  data: { id: 'r', workflow_id: 'w', inputs: { q: 1 }, created_at: time },
}
const finish: RunEvent = {
  ...base,
  event: 'workflow_finished',
  data: {
    id: 'r',
    workflow_id: 'w',
    status: 'succeeded',
    outputs: { out: 'x' },
    error: null,
    elapsed_time: 2,
    total_tokens: 7,
    total_steps: 3,
    created_at: time,
    finished_at: time + 2,
    exceptions_count: 0,
    files: [],
  },
}

function trace(...events: readonly RunEvent[]): RunTrace {
  const recorder = new TraceRecorder()
  for (const event of events) recorder.record(event)
  return recorder.trace()
}

describe('an app without a graph', () => {
  const usage = {
    prompt_tokens: 10,
    completion_tokens: 5,
    total_tokens: 15,
    total_price: '0.015',
    currency: 'USD',
    latency: 2,
  }
  const said = { task_id: 't', message_id: 'm', conversation_id: 'c', created_at: time }
  const end: RunEvent = { ...said, event: 'message_end', id: 'm', metadata: { usage } }

  it.each(['message', 'agent_message'] as const)('ends with its message, told by %s, and is one node', (kind) => {
    const told = trace(
      { ...said, event: kind, id: 'm', answer: 'Hel' },
      { ...said, event: kind, id: 'm', answer: 'lo' },
      end,
    )
    expect(runTraceSchema.parse(told)).toEqual(told)
    expect(told).toMatchObject({
      run_id: 'm',
      conversation_id: 'c',
      status: 'succeeded',
      answer: 'Hello',
      outputs: { answer: 'Hello' },
      started_at: '2027-01-15T08:00:00.000Z',
      finished_at: '2027-01-15T08:00:02.000Z',
      total_tokens: 15,
      total_cost_usd: 0.015,
      nodes: [
        { node_id: 'app', node_type: 'chat', outputs: { text: 'Hello' }, prompt_tokens: 10, completion_tokens: 5 },
      ],
    })
  })

  it('costs nobody knows what when its message does not say', () => {
    const unpriced: RunEvent = { ...said, event: 'message_end', id: 'm', metadata: { usage: { total_tokens: 3 } } }
    expect(trace(unpriced)).toMatchObject({ total_tokens: 3, total_cost_usd: null })
  })

  it('is none where a workflow has begun, in whatever order its ends come', () => {
    expect(trace(begin, end, finish).nodes).toEqual([])
    expect(trace(begin, end).status).toBe('running')
  })
})

describe('a trace', () => {
  it('tells what the events told', () => {
    expect(trace(begin, started('n'), finished('n'), finish)).toEqual({
      run_id: 'r',
      workflow_id: 'w',
      task_id: 't',
      status: 'succeeded',
      inputs: { q: 1 },
      outputs: { out: 'x' },
      error: null,
      started_at: '2027-01-15T08:00:00.000Z',
      finished_at: '2027-01-15T08:00:02.000Z',
      elapsed_ms: 2000,
      total_tokens: 7,
      total_cost_usd: 0,
      total_steps: 3,
      exceptions_count: 0,
      nodes: [
        {
          id: 'n',
          node_id: 'n',
          node_type: 'llm',
          title: 'n',
          status: 'succeeded',
          inputs: { q: 1 },
          process_data: null,
          outputs: { text: 'x' },
          prompts: [],
          error: null,
          error_type: null,
          started_at: '2027-01-15T08:00:00.000Z',
          finished_at: '2027-01-15T08:00:01.500Z',
          elapsed_ms: 1500,
          prompt_tokens: 0,
          completion_tokens: 0,
          total_tokens: 0,
          cost_usd: 0,
          retries: [],
          execution_metadata: null,
        },
      ],
    })
  })

  it('shows a run that goes on as running', () => {
    expect(trace(begin, started('n'))).toMatchObject({
      status: 'running',
      finished_at: null,
      nodes: [{ status: 'running' }],
    })
  })

  it('counts nodes as stopped that were open when the run ended', () => {
    expect(trace(begin, started('n'), finish).nodes).toMatchObject([
      { status: 'stopped', finished_at: expect.any(String) as string },
    ])
  })

  it('has the messages, tokens and price of model calls', () => {
    const extra = {
      process_data: {
        prompts: [
          { role: 'system', text: 'S', files: [] },
          { role: 'user', text: 'U', files: ['f'] },
          { text: 'no role' },
        ],
        usage: { prompt_tokens: 4, completion_tokens: 3, total_tokens: 7 },
      },
      execution_metadata: { total_tokens: 7, total_price: '0.0000125', currency: 'USD' },
    }
    const { nodes, total_cost_usd } = trace(begin, started('n'), finished('n', 'n', extra), finish)
    expect(nodes[0]).toMatchObject({ prompt_tokens: 4, completion_tokens: 3, total_tokens: 7, cost_usd: 0.0000125 })
    expect(nodes[0]?.prompts).toEqual([
      { role: 'system', text: 'S' },
      { role: 'user', text: 'U', files: ['f'] },
    ])
    expect(total_cost_usd).toBe(0.0000125)
  })

  it.each<[string, object, number | null]>([
    ['no tokens', {}, 0],
    ['tokens without a price', { total_tokens: 5 }, null],
    ['tokens that cost nothing, as Dify writes it', { total_tokens: 5, total_price: '0E-7', currency: 'USD' }, 0],
    ['another currency', { total_tokens: 5, total_price: '1', currency: 'RMB' }, null],
    ['a price that is none', { total_tokens: 5, total_price: 'free', currency: 'USD' }, null],
  ])('of a node with %s has the cost %s', (_title, execution_metadata, cost) => {
    const run = trace(begin, started('n'), finished('n', 'n', { execution_metadata }), finish)
    expect(run.nodes[0]?.cost_usd).toBe(cost)
    expect(run.total_cost_usd).toBe(cost)
  })

  it('keeps the retries of a node, also when each attempt has an id of its own', () => {
    const end = finished('second', 'n')
    const { data } = finished('second', 'n') as Extract<RunEvent, { event: 'node_finished' }>
    const retry: RunEvent = {
      ...base,
      event: 'node_retry',
      data: { ...data, status: 'retry', error: 'busy', retry_index: 1 },
    }
    const { nodes } = trace(begin, started('first', 'n'), retry, end, finish)
    expect(nodes).toMatchObject([{ id: 'second', status: 'succeeded', retries: [{ retry_index: 1, error: 'busy' }] }])
  })

  it('has one entry for each round inside a container, and one for the container', () => {
    const run = { id: 'c', node_id: 'it', node_type: 'iteration', title: 'it', created_at: time, extras: {} }
    const open: RunEvent = { ...base, event: 'iteration_started', data: { ...run, inputs: { l: [1] }, metadata: {} } }
    const close: RunEvent = {
      ...base,
      event: 'iteration_completed',
      data: {
        ...run,
        inputs: null,
        outputs: { output: [1] },
        status: 'succeeded',
        error: null,
        elapsed_time: 1,
        total_tokens: 9,
        execution_metadata: { total_tokens: 9 },
        finished_at: time + 1,
        steps: 1,
      },
    }
    const child = finished('x', 'body', { execution_metadata: { iteration_id: 'it', iteration_index: 2 } })
    const inner = { ...started('x', 'body') } as Extract<RunEvent, { event: 'node_started' }>
    const { nodes } = trace(
      begin,
      open,
      { ...inner, data: { ...inner.data, iteration_id: 'it' } },
      child,
      close,
      finish,
    )
    expect(nodes).toMatchObject([
      { node_id: 'it', inputs: { l: [1] }, outputs: { output: [1] }, total_tokens: 0, cost_usd: 0 },
      { node_id: 'body', iteration_id: 'it', iteration_index: 2 },
    ])
  })

  it('puts the answer of a chat together', () => {
    const piece = (answer: string): RunEvent => ({
      ...base,
      event: 'message',
      id: 'm',
      answer,
      conversation_id: 'c',
      message_id: 'm',
    })
    expect(trace(begin, piece('a'), piece('b'), finish)).toMatchObject({
      answer: 'ab',
      conversation_id: 'c',
      message_id: 'm',
    })
    expect(trace(begin, piece('a'), { ...base, event: 'message_replace', answer: 'z' }, finish).answer).toBe('z')
  })

  it('knows the error of a stream that ended without a run', () => {
    expect(trace({ event: 'error', code: 'invalid_param', status: 400, message: 'no' })).toMatchObject({ error: 'no' })
  })
})

/** JSON has one zero. */
const jsonValue = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)))

it('any events of nodes give a trace that fits its schema', () => {
  const ids = fc.constantFrom('a', 'b', 'c')
  const event = fc.oneof(
    ids.map((id) => started(id)),
    ids.map((id) => finished(id)),
    fc.tuple(ids, jsonValue).map(([id, usage]) => finished(id, id, { process_data: { usage, prompts: usage } })),
    fc.constantFrom(begin, finish, { event: 'unheard_of' } as unknown as RunEvent),
  )
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const run = trace(...events)
      expect(runTraceSchema.parse(run)).toEqual(run)
      expect(JSON.parse(JSON.stringify(run))).toEqual(run)
    }),
  )
})
