import { describe, expect, it } from 'vitest'
import { end, start } from '../support/make-app.ts'
import type { AppParts, NodeData } from '../support/make-app.ts'
import { failure, output, recorded } from '../support/recorded-app.ts'
import { declare, runApp } from '../support/run-app.ts'

const answer = (text: string): NodeData => ({ type: 'answer', answer: text, variables: [] })

function chat(nodes: AppParts['nodes'], edges: readonly string[], variables: Record<string, unknown> = {}): AppParts {
  return { mode: 'advanced-chat', nodes: { start: start(), ...nodes }, edges, conversation: declare(variables) }
}

describe('an answer', () => {
  it('renders values in their form for answers', async () => {
    const parts = chat({ a: answer('L:\n{{#conversation.l#}}\nN:{{#conversation.n#}}') }, ['start>a'], {
      l: ['x', 'y'],
      n: 3,
    })
    const { trace, outputs } = await runApp(parts, { query: 'hi' })
    expect(trace.answer).toBe('L:\n- x\n- y\nN:3')
    expect(outputs).toEqual({ answer: 'L:\n- x\n- y\nN:3', files: [] })
  })

  it('streams until a variable that never comes, though the node goes on', async () => {
    const parts = chat({ t: recorded(), a: answer('A:{{#t.text#}} M:{{#nope.x#}} tail') }, ['start>t', 't>a'])
    const recordings = { format: 1 as const, recordings: [output('t', { text: 'T' })] }
    const { trace } = await runApp(parts, { recordings })
    expect(trace.answer).toBe('A:T M:')
    expect(trace.outputs?.['answer']).toBe('A:T M:nope.x tail')
  })

  it('leaves variables of skipped nodes out of what it streams', async () => {
    const cases = [{ case_id: 'yes', logical_operator: 'or', conditions: [] }]
    const parts = chat({ if: { type: 'if-else', cases }, t: recorded(), a: answer('<{{#t.text#}}>') }, [
      'start>if',
      'if:yes>t',
      't>a',
      'if:false>a',
    ])
    const { trace } = await runApp(parts)
    expect(trace.answer).toBe('<>')
    expect(trace.outputs?.['answer']).toBe('<t.text>')
  })

  it('follows on another: streamed without, in the outputs with a newline between them', async () => {
    const parts = chat({ a: answer('one'), b: answer('two') }, ['start>a', 'a>b'])
    const { trace } = await runApp(parts)
    expect(trace.answer).toBe('onetwo')
    expect(trace.outputs?.['answer']).toBe('one\ntwo')
  })

  it('waits for a branch to be certain', async () => {
    const cases = [
      {
        case_id: 'yes',
        logical_operator: 'and',
        conditions: [{ variable_selector: ['conversation', 'v'], comparison_operator: 'is', value: 'x' }],
      },
    ]
    const parts = chat(
      { if: { type: 'if-else', cases }, a: answer('yes'), b: answer('no') },
      ['start>if', 'if:yes>a', 'if:false>b'],
      { v: 'x' },
    )
    expect((await runApp(parts)).trace.answer).toBe('yes')
  })

  it('waits for an assigner that writes what it prints', async () => {
    const parts = chat(
      {
        set: {
          type: 'assigner',
          items: [{ variable_selector: ['conversation', 'v'], operation: 'set', input_type: 'constant', value: 'new' }],
        },
        a: answer('{{#conversation.v#}}'),
      },
      ['start>set', 'set>a'],
      { v: 'old' },
    )
    expect((await runApp(parts)).trace.answer).toBe('new')
  })

  it('is streamed from inside an iteration, once for each round', async () => {
    const inside = { isInIteration: true, iteration_id: 'it' }
    const parts = chat(
      {
        it: {
          type: 'iteration',
          iterator_selector: ['conversation', 'l'],
          output_selector: ['a', 'answer'],
          start_node_id: 's',
        },
        s: { type: 'iteration-start', ...inside },
        a: { ...answer('[{{#it.item#}}]'), ...inside },
        b: answer('{{#it.output#}}'),
      },
      ['start>it', 's>a', 'it>b'],
      { l: ['x', 'y'] },
    )
    expect((await runApp(parts)).trace.answer).toBe('[x][y]- [x]\n- [y]')
  })
})

describe('the events of a chat', () => {
  it('carry the conversation and end with message_end', async () => {
    const { events, trace } = await runApp(chat({ a: answer('hi') }, ['start>a']), { query: 'q' })
    expect(new Set(events.map(({ conversation_id }) => conversation_id)).size).toBe(1)
    expect(events.map(({ event }) => event).slice(-2)).toEqual(['workflow_finished', 'message_end'])
    expect(trace.inputs).toMatchObject({ 'sys.query': 'q', 'sys.dialogue_count': 1 })
    expect(trace.conversation_id).toEqual(expect.any(String))
  })

  it('end with an error when the run fails', async () => {
    const recordings = { format: 1 as const, recordings: [failure('t', 'broken')] }
    const { events } = await runApp(chat({ t: recorded(), a: answer('hi') }, ['start>t', 't>a']), { recordings })
    expect(events.slice(-2)).toMatchObject([
      { event: 'workflow_finished', data: { status: 'failed', error: 'broken' } },
      { event: 'error', code: 'invalid_param', status: 400, message: 'Run failed: broken' },
    ])
  })
})

it('an end streams its values as chunks of text, with newlines between them', async () => {
  const { events } = await runApp(
    {
      nodes: { start: start('a', 'b'), end: end({ a: 'start.a', b: 'start.b' }) },
      edges: ['start>end'],
    },
    { inputs: { a: 'x', b: 'y' } },
  )
  const chunks = events.flatMap((event) => (event.event === 'text_chunk' ? [event.data] : []))
  expect(chunks).toEqual([
    { text: 'x', from_variable_selector: ['start', 'a'] },
    { text: '\n', from_variable_selector: ['end', 'answer'] },
    { text: 'y', from_variable_selector: ['start', 'b'] },
  ])
})
