import { DifyError, isUndone } from '@autoopt/dify-client'
import { describe, expect, it } from 'vitest'
import { type DifyStubOptions, type FaultKind, startDifyStub } from '../src/index.ts'
import { clientOf, collect, echo, greeter, publish, versions } from './support.ts'

/** Runs the greeter once, with a fault. @returns what came of it and how many runs the server has begun. */
async function runWith(fault: FaultKind, options: DifyStubOptions & { patienceMs?: number; dsl?: string }) {
  const { patienceMs = 5000, dsl = greeter, ...stubOptions } = options
  await using stub = await startDifyStub(stubOptions)
  const { service } = await publish(clientOf(stub, { patienceMs }), dsl)
  stub.faults.next(fault)
  const kind = dsl === greeter ? 'workflow' : 'chat'
  const run = collect(service.run(kind, { inputs: { name: 'Ada' }, query: 'Ada', user: 'u' }))
  const outcome: unknown = await run.then(
    (events) => events.at(-1),
    (error: unknown) => error,
  )
  expect(stub.faults.counts[fault]).toBe(1)
  const posts = (stub.calls.get('POST /v1/workflows/run') ?? 0) + (stub.calls.get('POST /v1/chat-messages') ?? 0)
  return { outcome, posts, runs: stub.workspace.runs.size }
}

const ended = { event: 'workflow_finished', data: { status: 'succeeded', outputs: { hello: 'Ada' } } }

describe.each(versions)('a run on Dify %s', (version) => {
  it.each(['bad_gateway', 'gateway_timeout', 'lost_connection'] as const)(
    'that began before its answer was lost by %s is found and waited for',
    async (fault) => {
      const { outcome, posts, runs } = await runWith(fault, { version })
      expect(outcome).toMatchObject({ ...ended, recovered: true })
      expect([posts, runs]).toEqual([1, 1])
    },
  )

  it.each(['maintenance', 'server_error', 'limit'] as const)(
    'that was refused by %s is started again',
    async (fault) => {
      const { outcome, posts, runs } = await runWith(fault, { version })
      expect(outcome).toMatchObject(ended)
      expect([posts, runs]).toEqual([2, 1])
    },
  )

  it('that never reached the server by a connection that broke is not started again, since nobody can know', async () => {
    const { outcome, posts, runs } = await runWith('refused_connection', { version, patienceMs: 500 })
    expect(outcome).toBeInstanceOf(DifyError)
    expect(isUndone(outcome)).toBe(false)
    expect(String(outcome)).toMatch(/Whether the run began is not known; it was not started again/)
    expect([posts, runs]).toEqual([1, 0])
  })

  it('of a chatflow whose answer was lost is not started again, and said to be lost at once', async () => {
    const { outcome, posts, runs } = await runWith('bad_gateway', { version, dsl: echo })
    expect(String(outcome)).toMatch(/Dify lists no runs of such apps/)
    expect([posts, runs]).toEqual([1, 1])
  })
})

describe('a run that a proxy kept from beginning', () => {
  it.each(['gateway_down', 'unavailable'] as const)(
    'by %s is started again on Dify 1.12.1, whose log proves that nothing began',
    async (fault) => {
      const { outcome, posts, runs } = await runWith(fault, { version: '1.12.1', patienceMs: 500 })
      expect(outcome).toMatchObject(ended)
      expect([posts, runs]).toEqual([2, 1])
    },
  )

  it.each(['gateway_down', 'unavailable'] as const)(
    'by %s is not started again on Dify 0.15.3, whose log proves nothing',
    async (fault) => {
      const { outcome, posts, runs } = await runWith(fault, { version: '0.15.3', patienceMs: 500 })
      expect(String(outcome)).toMatch(/Whether the run began is not known/)
      expect([posts, runs]).toEqual([1, 0])
    },
  )
})
