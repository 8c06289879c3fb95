import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { InvalidRecordingsError, RecordingMissingError } from '../../src/errors.ts'
import { readRecordings, recordingsOf } from '../../src/recordings/recordings.ts'
import type { Recording } from '../../src/recordings/recordings.ts'
import { end, start } from '../support/make-app.ts'
import type { AppParts, NodeData } from '../support/make-app.ts'
import { runApp } from '../support/run-app.ts'

const app = (node: NodeData): AppParts => ({
  nodes: { start: start('q'), node: { title: 'Search', ...node }, end: end({ out: 'node.text' }) },
  edges: ['start>node', 'node>end'],
})
const tool: NodeData = {
  type: 'tool',
  tool_parameters: {
    q: { type: 'mixed', value: 'find {{#start.q#}}' },
    n: { type: 'constant', value: 3 },
    v: { type: 'variable', value: ['start', 'q'] },
  },
}
const given = (recordings: readonly Recording[]) => ({
  recordings: { format: 1 as const, recordings: [...recordings] },
  inputs: { q: 'x' },
})

describe('a node that needs a server', () => {
  const inputs = { q: 'find x', n: 3, v: 'x' }

  it('gives what was recorded for the same inputs, else for any', async () => {
    const any = { node_id: 'node', outputs: { text: 'any' } }
    const same = { node_id: 'node', inputs, outputs: { text: 'same' } }
    const other = { node_id: 'node', inputs: { q: 'y' }, outputs: { text: 'other' } }
    expect((await runApp(app(tool), given([any, other, same]))).outputs).toEqual({ out: 'same' })
    expect((await runApp(app(tool), given([other, any]))).outputs).toEqual({ out: 'any' })
  })

  it.each(['tool', 'agent', 'knowledge-retrieval', 'datasource', 'human-input', 'never-heard-of', 'constructor'])(
    'of type %s ends the run when nothing fits, whatever its error strategy',
    async (type) => {
      const { trace, obstacle } = await runApp(app({ type, error_strategy: 'default-value' }), { inputs: { q: 'x' } })
      expect(trace).toMatchObject({
        status: 'failed',
        nodes: [{}, { status: 'failed', error_type: 'RecordingMissingError' }],
      })
      expect(obstacle).toBeInstanceOf(RecordingMissingError)
      expect(trace.error).toMatch(
        new RegExp(`Node "Search" \\(node, type ${type}\\).*Run the workflow on Dify.*"node_id":"node"`),
      )
    },
  )

  it('asks for a recording with the inputs that it has', async () => {
    const { obstacle } = await runApp(app(tool), { inputs: { q: 'x' } })
    expect((obstacle as RecordingMissingError).context).toEqual({
      node_id: 'node',
      node_type: 'tool',
      title: 'Search',
      inputs,
    })
  })

  it('of type knowledge-retrieval has its query for inputs', async () => {
    const data = { type: 'knowledge-retrieval', query_variable_selector: ['start', 'q'] }
    const recording = { node_id: 'node', inputs: { query: 'x' }, outputs: { text: 'found' } }
    expect((await runApp(app(data), given([recording]))).outputs).toEqual({ out: 'found' })
    const silent = await runApp(app(data), { inputs: { q: '' } })
    expect(silent.trace.nodes[1]).toMatchObject({ status: 'succeeded', outputs: { result: [] } })
  })

  it('fails as it failed, and takes the branch that it took', async () => {
    const failed = { node_id: 'node', outputs: {}, error: 'no' }
    expect((await runApp(app(tool), given([failed]))).trace.error).toBe('no')
    const parts = { ...app({ type: 'human-input' }), edges: ['start>node', 'node:approve>end'] }
    const approved = { node_id: 'node', outputs: { text: 'ok' }, handle: 'approve' }
    expect((await runApp(parts, given([approved]))).outputs).toEqual({ out: 'ok' })
  })

  it('runs again from the trace of a run', async () => {
    const first = await runApp(app(tool), given([{ node_id: 'node', outputs: { text: 'any' } }]))
    const again = await runApp(app(tool), { recordings: recordingsOf(first.trace), inputs: { q: 'x' } })
    expect(again.outputs).toEqual({ out: 'any' })
    const other = await runApp(app(tool), { recordings: recordingsOf(first.trace), inputs: { q: 'y' } })
    expect(other.obstacle).toBeInstanceOf(RecordingMissingError)
  })
})

it('a file of recordings is checked when it is read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'runtime-'))
  try {
    const path = join(folder, 'recordings.json')
    await writeFile(path, JSON.stringify({ format: 1, recordings: [{ node_id: 'a' }] }))
    expect(await readRecordings(path)).toEqual({ format: 1, recordings: [{ node_id: 'a', outputs: {} }] })
    await writeFile(path, JSON.stringify({ format: 2, recordings: [] }))
    await expect(readRecordings(path)).rejects.toBeInstanceOf(InvalidRecordingsError)
    await expect(readRecordings(join(folder, 'none'))).rejects.toThrow(/none/)
  } finally {
    await rm(folder, { recursive: true })
  }
})
