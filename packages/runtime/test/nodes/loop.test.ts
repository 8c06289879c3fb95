import { describe, expect, it } from 'vitest'
import { end, start } from '../support/make-app.ts'
import type { AppParts, NodeData } from '../support/make-app.ts'
import { declare, runApp } from '../support/run-app.ts'

const inside = { isInLoop: true, loop_id: 'loop' }
const add: NodeData = {
  type: 'assigner',
  items: [{ variable_selector: ['loop', 'n'], operation: '+=', input_type: 'constant', value: 1 }],
  ...inside,
}
const number = (value: unknown): object => ({ label: 'n', var_type: 'number', value_type: 'constant', value })
const until = (value: string, operator = '≥'): object => ({
  break_conditions: [{ variable_selector: ['loop', 'n'], comparison_operator: operator, value }],
  logical_operator: 'and',
})

function parts(
  data: object,
  body: Readonly<Record<string, NodeData>> = { add },
  edges: readonly string[] = ['loopstart>add'],
): AppParts {
  return {
    nodes: {
      start: start(),
      loop: { type: 'loop', loop_count: 5, start_node_id: 'loopstart', loop_variables: [number(0)], ...data },
      loopstart: { type: 'loop-start', ...inside },
      ...body,
      end: end({ n: 'loop.n', rounds: 'loop.loop_round', list: 'loop.list' }),
    },
    edges: ['start>loop', ...edges, 'loop>end'],
    conversation: declare({ seed: 7 }),
  }
}

async function loop(...options: Parameters<typeof parts>): Promise<unknown> {
  const { trace, outputs } = await runApp(parts(...options))
  return trace.error ?? outputs
}

describe('a loop', () => {
  it('runs as often as it says', async () => {
    expect(await loop({})).toMatchObject({ n: 5, rounds: 5 })
  })

  it('stops after the round in which its condition holds', async () => {
    expect(await loop(until('3'))).toMatchObject({ n: 3, rounds: 3 })
  })

  it('does not begin when its condition holds before', async () => {
    expect(await loop({ ...until('3'), loop_variables: [number(4)] })).toMatchObject({ n: 4, rounds: null })
  })

  it('ignores conditions on what is not there before the first round, and fails on them after it', async () => {
    const data = { break_conditions: [{ variable_selector: ['add', 'x'], comparison_operator: 'is', value: '1' }] }
    expect(await loop(data)).toBe("Variable ['add', 'x'] not found")
    const later = { break_conditions: [{ variable_selector: ['got', 'output'], comparison_operator: '=', value: '2' }] }
    const got: NodeData = { type: 'variable-aggregator', variables: [['loop', 'n']], ...inside }
    expect(await loop(later, { add, got }, ['loopstart>add', 'add>got'])).toMatchObject({ n: 2, rounds: 2 })
  })

  it('ends after the round that reaches its end node', async () => {
    const test: NodeData = {
      type: 'if-else',
      cases: [
        {
          case_id: 'out',
          logical_operator: 'and',
          conditions: [{ variable_selector: ['loop', 'n'], comparison_operator: '=', value: '2' }],
        },
      ],
      ...inside,
    }
    const stop: NodeData = { type: 'loop-end', ...inside }
    expect(await loop({}, { add, test, stop }, ['loopstart>add', 'add>test', 'test:out>stop'])).toMatchObject({
      n: 2,
      rounds: 2,
    })
  })

  it('shows the variables of one round to the next', async () => {
    const keep: NodeData = {
      type: 'variable-aggregator',
      variables: [
        ['keep', 'output'],
        ['loop', 'n'],
      ],
      ...inside,
    }
    const { outputs } = await runApp({
      ...parts({}, { add, keep }, ['loopstart>add', 'add>keep']),
      nodes: { ...parts({}, { add, keep }).nodes, end: end({ kept: 'keep.output' }) },
    })
    expect(outputs).toEqual({ kept: 1 })
  })

  it.each<[string, object, unknown]>([
    ['a number', number(2), { n: 3 }],
    ['a number as text', number('2'), { n: 3 }],
    [
      'a variable',
      { label: 'n', var_type: 'number', value_type: 'variable', value: ['conversation', 'seed'] },
      { n: 8 },
    ],
    ['a number that is none', number('x'), 'Type mismatch: expected number, but got string, value=x'],
    [
      'a variable that is not there',
      { label: 'n', var_type: 'number', value_type: 'variable', value: ['nope', 'x'] },
      'Invalid value for loop variable n',
    ],
  ])('starts with %s', async (_title, variable, result) => {
    const outcome = await loop({ loop_count: 1, loop_variables: [variable] })
    expect(typeof outcome === 'string' ? outcome : { n: (outcome as { n: unknown }).n }).toEqual(result)
  })

  it('reads constant lists from JSON', async () => {
    const list = { label: 'list', var_type: 'array[string]', value_type: 'constant', value: '["a"]' }
    const empty = { ...list, value: '' }
    const append: NodeData = {
      type: 'assigner',
      items: [
        { variable_selector: ['loop', 'list'], operation: 'append', input_type: 'variable', value: ['sys', 'user_id'] },
      ],
      ...inside,
    }
    expect(await loop({ loop_count: 1, loop_variables: [list] }, { add: append })).toMatchObject({
      list: ['a', 'autoopt'],
    })
    expect(await loop({ loop_count: 2, loop_variables: [empty] }, { add: append })).toMatchObject({
      list: ['autoopt', 'autoopt'],
    })
  })

  it('fails with the node inside that fails', async () => {
    const bad: NodeData = {
      ...add,
      items: [{ variable_selector: ['loop', 'x'], operation: 'clear', input_type: 'variable' }],
    }
    expect(await loop({}, { add: bad })).toBe("Variable ['loop', 'x'] not found")
  })

  it('tells each round in events and in the trace', async () => {
    const { trace, events } = await runApp(parts({ loop_count: 2 }))
    const kinds = events.map(({ event }) => event).filter((event) => event.startsWith('loop'))
    expect(kinds).toEqual(['loop_started', 'loop_next', 'loop_next', 'loop_completed'])
    expect(trace.nodes.filter(({ node_id }) => node_id === 'add')).toMatchObject([
      { loop_id: 'loop', loop_index: 0 },
      { loop_id: 'loop', loop_index: 1 },
    ])
    expect(trace.nodes.find(({ node_id }) => node_id === 'loop')?.execution_metadata).toMatchObject({
      completed_reason: 'loop_completed',
      loop_variable_map: { 0: { n: 1 }, 1: { n: 2 } },
    })
  })
})
