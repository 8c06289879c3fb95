/** Where 0.15 and 1.12 give another result for the same file. */
import { describe, expect, it } from 'vitest'
import { end, start } from './support/make-app.ts'
import type { AppParts, NodeData } from './support/make-app.ts'
import { failure, output, recorded } from './support/recorded-app.ts'
import { declare, runApp } from './support/run-app.ts'
import type { Outcome } from './support/run-app.ts'
import type { Recording } from '../src/recordings/recordings.ts'

interface Difference {
  readonly topic: string
  readonly app: AppParts
  readonly recordings?: readonly Recording[]
  readonly look: (outcome: Outcome) => unknown
  readonly old: unknown
  readonly now: unknown
}

const pick: NodeData = { type: 'variable-aggregator', variables: [['conversation', 'v']] }

/** What a variable prints in a text: here, in the inputs of a tool. */
function printed(value: unknown): AppParts {
  const nodes = { start: start(), tool: recorded('<{{#conversation.v#}}>'), end: end({}) }
  return { nodes, edges: ['start>tool', 'tool>end'], conversation: declare({ v: value }) }
}

function chat(text: string): AppParts {
  return { mode: 'advanced-chat', nodes: { start: start(), a: { type: 'answer', answer: text } }, edges: ['start>a'] }
}

function condition(comparison_operator: string, value: string): AppParts {
  const conditions = [{ variable_selector: ['conversation', 'v'], comparison_operator, value }]
  return {
    nodes: {
      start: start(),
      if: { type: 'if-else', cases: [{ case_id: 'yes', logical_operator: 'and', conditions }] },
      end: end({ v: 'conversation.v' }),
    },
    edges: ['start>if', 'if:yes>end'],
    conversation: declare({ v: 3 }),
  }
}

const toolText = ({ trace }: Outcome): unknown =>
  trace.nodes.find(({ node_id }) => node_id === 'tool')?.inputs?.['value']
const withDefault: NodeData = { type: 'start', variables: [{ variable: 'q', type: 'paragraph', default: 'declared' }] }
const retried: NodeData = { ...recorded(), retry_config: { retry_enabled: true, max_retries: 2, retry_interval: 1 } }
const caught: NodeData = { ...recorded(), error_strategy: 'fail-branch' }

const differences: readonly Difference[] = [
  {
    topic: 'the text of an empty list',
    app: printed([]),
    recordings: [output('tool', {})],
    look: toolText,
    old: '<[]>',
    now: '<>',
  },
  {
    topic: 'the text of a list of texts beyond ASCII',
    app: printed(['é']),
    recordings: [output('tool', {})],
    look: toolText,
    old: String.raw`<["\u00e9"]>`,
    now: '<["é"]>',
  },
  {
    topic: 'a whole number against 2.5',
    app: condition('>', '2.5'),
    look: ({ trace }) => trace.error ?? trace.outputs,
    old: "invalid literal for int() with base 10: '2.5'",
    now: { v: 3 },
  },
  {
    topic: 'the handle "success-branch"',
    app: {
      nodes: { start: start(), node: caught, end: end({ text: 'node.text' }) },
      edges: ['start>node', 'node:success-branch>end'],
    },
    recordings: [output('node', { text: 'fine' })],
    look: ({ trace }) => trace.outputs,
    old: { text: 'fine' },
    now: {},
  },
  {
    topic: 'the outputs of a failed run',
    app: { nodes: { start: start(), node: recorded(), end: end({}) }, edges: ['start>node', 'node>end'] },
    recordings: [failure('node', 'broken')],
    look: ({ trace }) => trace.outputs,
    old: null,
    now: {},
  },
  {
    topic: 'the count of exceptions after retries that did not help',
    app: { nodes: { start: start(), node: retried, end: end({}) }, edges: ['start>node', 'node>end'] },
    recordings: [failure('node', 'broken')],
    look: ({ trace }) => trace.exceptions_count,
    old: 0,
    now: 3,
  },
  {
    topic: 'the number of the first turn',
    app: chat('{{#sys.dialogue_count#}}'),
    look: ({ trace }) => trace.answer,
    old: '0',
    now: '1',
  },
  {
    topic: 'the default of an input',
    app: { nodes: { start: withDefault, end: end({ q: 'start.q' }) }, edges: ['start>end'] },
    look: ({ outputs }) => outputs,
    old: { q: null },
    now: { q: 'declared' },
  },
  {
    topic: 'several ends',
    app: {
      nodes: { start: start(), one: end({ a: 'conversation.v' }), pick, two: end({ b: 'pick.output' }) },
      edges: ['start>one', 'start>pick', 'pick>two'],
      conversation: declare({ v: 'x' }),
    },
    look: ({ outputs }) => outputs,
    old: { b: 'x' },
    now: { a: 'x', b: 'x' },
  },
  {
    topic: 'the time of the run',
    app: { nodes: { start: start(), end: end({ time: 'sys.timestamp' }) }, edges: ['start>end'] },
    look: ({ outputs }) => typeof outputs?.['time'],
    old: 'object',
    now: 'number',
  },
  {
    topic: 'index and predecessor of a node in the events',
    app: { nodes: { start: start(), end: end({}) }, edges: ['start>end'] },
    look: ({ events }) =>
      events.flatMap((event) =>
        event.event === 'node_started' ? [[event.data.index, event.data.predecessor_node_id]] : [],
      ),
    old: [
      [1, null],
      [2, 'start'],
    ],
    now: [
      [1, null],
      [1, null],
    ],
  },
]

describe.each(differences)('$topic', ({ app, recordings = [], look, old, now }) => {
  it.each([
    ['0.15', old],
    ['1.12', now],
  ] as const)('is in %s: %j', async (dify, expected) => {
    const outcome = await runApp(app, { dify, recordings: { format: 1, recordings: [...recordings] } })
    expect(look(outcome)).toEqual(expected)
  })
})
