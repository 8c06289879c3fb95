import { describe, expect, it } from 'vitest'
import { InvalidInputsError } from '../../src/errors.ts'
import { end, start } from '../support/make-app.ts'
import type { AppParts } from '../support/make-app.ts'
import { runApp } from '../support/run-app.ts'

describe('a start', () => {
  const parts = (mode: 'workflow' | 'advanced-chat'): AppParts => ({
    mode,
    nodes: {
      start: start('!q'),
      end: end({
        q: 'start.q',
        user: 'sys.user_id',
        query: 'sys.query',
        time: 'sys.timestamp',
        count: 'sys.dialogue_count',
        env: 'env.E',
      }),
    },
    edges: ['start>end'],
    environment: [{ id: 'e', name: 'E', value: 'from the file', value_type: 'string' }],
  })

  it('shows the inputs, and system variables beside them', async () => {
    const { trace } = await runApp(parts('workflow'), { inputs: { q: 'x' }, user: 'me' })
    expect(trace.nodes[0]?.outputs).toMatchObject({ q: 'x', 'sys.user_id': 'me', 'sys.files': [] })
    expect(trace.inputs).toMatchObject({ q: 'x', 'sys.user_id': 'me', 'sys.workflow_run_id': trace.run_id })
  })

  it('has what belongs to conversations only in apps with them', async () => {
    const workflow = await runApp(parts('workflow'), { inputs: { q: 'x' }, query: 'hi' })
    expect(workflow.outputs).toMatchObject({ query: null, count: null })
    const chat = await runApp(parts('advanced-chat'), { inputs: { q: 'x' }, query: 'hi' })
    expect(chat.outputs).toMatchObject({ query: 'hi', count: 1 })
  })

  it.each([
    ['0.15', 0, null],
    ['1.12', 1, expect.any(Number) as number],
  ] as const)('counts the first turn in %s as %i', async (dify, count, time) => {
    const { outputs } = await runApp(parts('advanced-chat'), { inputs: { q: 'x' }, query: 'hi', dify })
    expect(outputs).toMatchObject({ count, time })
  })

  it('lets environment variables be given', async () => {
    expect((await runApp(parts('workflow'), { inputs: { q: 'x' } })).outputs).toMatchObject({ env: 'from the file' })
    const environment = { E: 'given' }
    expect((await runApp(parts('workflow'), { inputs: { q: 'x' }, environment })).outputs).toMatchObject({
      env: 'given',
    })
  })

  it('refuses inputs before a run begins', async () => {
    await expect(runApp(parts('workflow'))).rejects.toBeInstanceOf(InvalidInputsError)
    await expect(runApp(parts('advanced-chat'), { inputs: { q: 'x' }, query: '' })).rejects.toThrow('query is required')
  })
})
