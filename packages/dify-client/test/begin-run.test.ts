import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { DifyServerError, DifyStreamError, isUndone } from '../src/index.ts'
import { answer, beginStream, clientOf, collect, startFakeDify } from './fake-dify.ts'

const run = { inputs: {}, user: 'tester' }
const runPath = '/v1/workflows/run'
const detail = { id: 'r1', status: 'succeeded', outputs: '{"text":"好"}', created_at: 1, finished_at: 2 }
const entry = { id: 'l1', workflow_run: { id: 'r1', status: 'running' }, created_by_end_user: { session_id: 'tester' } }
const recovered = { event: 'workflow_finished', recovered: true, data: { id: 'r1', outputs: { text: '好' } } }

function page(response: ServerResponse, data: readonly object[]): void {
  answer(response, 200, { page: 1, limit: 100, total: data.length, has_more: false, data })
}

/** Loses the first answers to a run, each in the same way; later runs succeed. */
async function startLosing(lose: (response: ServerResponse) => void, options: { times?: number; version?: string }) {
  const { times = 1, version = '1.12.1' } = options
  const listed: object[] = []
  let posts = 0
  const dify = await startFakeDify(
    ({ path }, response) => {
      if (path === '/v1/workflows/logs') return page(response, listed)
      if (path !== runPath) return answer(response, 200, detail)
      posts += 1
      if (posts <= times) return lose(response)
      beginStream(response)({ ...recovered, recovered: undefined, task_id: 't' })
      response.end()
    },
    { version },
  )
  return { dify, listed }
}

const broken: [string, (response: ServerResponse) => void][] = [
  ['HTTP 502', (response) => answer(response, 502, 'bad gateway')],
  ['HTTP 503', (response) => answer(response, 503, 'unavailable')],
  ['HTTP 504', (response) => answer(response, 504, 'timeout')],
  ['a connection that breaks', (response) => response.destroy()],
  ['silence', () => {}],
]

describe.each(['0.15.3', '1.12.1'])('a run on Dify %s whose answer is lost', (version) => {
  it.each(broken)('by %s is found in the log by its user, and never started again', async (_how, lose) => {
    const { dify, listed } = await startLosing(lose, { version })
    listed.push({ ...entry, created_by_end_user: { session_id: 'somebody else' } }, entry)
    const client = clientOf(dify.url, undefined, { idle_timeout_ms: 300 })
    const events = await collect(client.service().run('workflow', run))
    expect(events).toMatchObject([recovered])
    expect(dify.calls(runPath)).toHaveLength(1)
  })

  it.each(broken)('by %s is not started again when it is of an app whose runs are not listed', async (_how, lose) => {
    const dify = await startFakeDify(
      (_seen, response) => {
        lose(response)
      },
      { version },
    )
    const client = clientOf(dify.url, undefined, { idle_timeout_ms: 300 })
    const events = collect(client.service().run('chat', { ...run, query: 'hi' }))
    await expect(events).rejects.toThrow(/Whether the run began is not known; it was not started again/)
    expect(dify.seen).toHaveLength(1)
  })

  it('and whose log cannot be read either is reported so', async () => {
    const dify = await startFakeDify(
      (_seen, response) => {
        answer(response, 502, 'bad gateway')
      },
      { version },
    )
    const client = clientOf(dify.url, undefined, { patienceMs: 300 })
    const error: unknown = await collect(client.service().run('workflow', run)).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(DifyStreamError)
    expect(isUndone(error)).toBe(false)
    expect(String(error)).toMatch(/HTTP 502.*log cannot be read/)
    expect(dify.calls(runPath)).toHaveLength(1)
  })

  it.each<[string, (response: ServerResponse) => void]>([
    ['Dify failed itself', (response) => answer(response, 500, { code: 'internal_server_error', message: 'oops' })],
    ['it was asked to come later', (response) => answer(response, 503, 'maintenance', { 'retry-after': '0' })],
  ])('because %s before it began is started again without a look', async (_why, lose) => {
    const { dify } = await startLosing(lose, { version, times: 2 })
    expect(await collect(clientOf(dify.url).service().run('workflow', run))).toHaveLength(1)
    expect(dify.seen.map(({ path }) => path)).toEqual([runPath, runPath, runPath])
  })
})

describe('a run that is not in the log', () => {
  const patience = { patienceMs: 600, idle_timeout_ms: 300 }

  it.each(broken.slice(0, 2))(
    'did not begin when a server that logs beginnings was gone, %s: it is started again',
    async (_how, lose) => {
      const { dify } = await startLosing(lose, {})
      const events = await collect(clientOf(dify.url, undefined, patience).service().run('workflow', run))
      expect(events).toHaveLength(1)
      expect(dify.calls(runPath)).toHaveLength(2)
    },
  )

  it('is told to whoever retries by himself', async () => {
    const dify = await startFakeDify(
      ({ path }, response) => {
        if (path === runPath) return answer(response, 502, 'bad gateway')
        page(response, [])
      },
      { version: '1.12.1' },
    )
    const error: unknown = await collect(clientOf(dify.url, undefined, patience).service().run('workflow', run)).catch(
      (caught: unknown) => caught,
    )
    expect(error).toBeInstanceOf(DifyServerError)
    expect(isUndone(error)).toBe(true)
    expect(String(error)).toMatch(/it did not begin/)
    expect(dify.calls(runPath)).toHaveLength(4)
  })

  it.each(broken.slice(2))('may still begin after %s: it is not started again', async (_how, lose) => {
    const { dify } = await startLosing(lose, {})
    const events = collect(clientOf(dify.url, undefined, patience).service().run('workflow', run))
    await expect(events).rejects.toThrow(/no run was found.*Whether the run began is not known/)
    expect(dify.calls(runPath)).toHaveLength(1)
  })

  it.each(broken)(
    'may go on where logs tell of ended runs only, after %s: it is not started again',
    async (_how, lose) => {
      const { dify } = await startLosing(lose, { version: '0.15.3' })
      const events = collect(clientOf(dify.url, undefined, patience).service().run('workflow', run))
      await expect(events).rejects.toThrow(/Whether the run began is not known/)
      expect(dify.calls(runPath)).toHaveLength(1)
    },
  )
})

it('a chat of a server that tells nothing of its runs is reported lost at once', async () => {
  const dify = await startFakeDify(
    (_seen, response) => {
      beginStream(response)({ event: 'workflow_started', task_id: 't', workflow_run_id: 'r1', data: {} })
      setTimeout(() => response.destroy(), 20)
    },
    { version: '0.15.3' },
  )
  const events = collect(
    clientOf(dify.url)
      .service()
      .run('chat', { ...run, query: 'hi' }),
  )
  await expect(events).rejects.toThrow(/run r1 cannot be looked up/)
  expect(dify.seen).toHaveLength(1)
})
