import { runTraceSchema, TraceRecorder } from '@autoopt/trace'
import { describe, expect, it } from 'vitest'
import { PythonFloat } from '../../src/sandbox/python-float.ts'
import { end, start } from '../support/make-app.ts'
import type { AppParts } from '../support/make-app.ts'
import { runApp } from '../support/run-app.ts'

const parts: AppParts = {
  nodes: {
    start: start('n=number', 'f=file'),
    pick: { type: 'variable-aggregator', variables: [['start', 'n']] },
    end: end({ n: 'pick.output', f: 'start.f' }),
  },
  edges: ['start>pick', 'pick>end'],
}
const inputs = { n: '2.0', f: { name: 'a.txt', content: 'x' } }

describe('the events of a run', () => {
  it('come in the order in which things happen', async () => {
    const { events } = await runApp(parts, { inputs })
    const told = events.map((event) =>
      `${event.event} ${'data' in event && 'node_id' in event.data ? event.data.node_id : ''}`.trim(),
    )
    expect(told).toEqual([
      'workflow_started',
      'node_started start',
      'node_finished start',
      'node_started pick',
      'text_chunk',
      'text_chunk',
      'text_chunk',
      'node_finished pick',
      'node_started end',
      'node_finished end',
      'workflow_finished',
    ])
  })

  it('all name the run', async () => {
    const { events, trace } = await runApp(parts, { inputs })
    expect(new Set(events.map(({ workflow_run_id }) => workflow_run_id))).toEqual(new Set([trace.run_id]))
    expect(new Set(events.map(({ task_id }) => task_id)).size).toBe(1)
  })

  it('are plain JSON, floats and files included', async () => {
    const { events, trace } = await runApp(parts, { inputs: { ...inputs, n: new PythonFloat(2) } })
    expect(JSON.parse(JSON.stringify(events))).toEqual(events)
    expect(trace.outputs).toMatchObject({
      n: 2,
      f: { dify_model_identity: '__dify__file__', filename: 'a.txt', size: 1 },
    })
  })

  it('fold into the trace that the run gives', async () => {
    const { events, trace } = await runApp(parts, { inputs })
    const recorder = new TraceRecorder()
    for (const event of events) recorder.record(event)
    expect(recorder.trace()).toEqual(trace)
    expect(runTraceSchema.parse(trace)).toEqual(trace)
  })

  it.each([
    ['1.12', [1, 1, 1], [null, null, null]],
    ['0.15', [1, 2, 3], [null, 'start', 'pick']],
  ] as const)('number nodes in %s as %j', async (dify, indices, predecessors) => {
    const { events } = await runApp(parts, { inputs, dify })
    const started = events.flatMap((event) => (event.event === 'node_started' ? [event.data] : []))
    expect(started.map(({ index }) => index)).toEqual(indices)
    expect(started.map(({ predecessor_node_id }) => predecessor_node_id)).toEqual(predecessors)
  })
})
