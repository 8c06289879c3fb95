import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import {
  DifyNotPublishedError,
  DifyRateLimitError,
  DifyRequestError,
  DifyStreamError,
  DifyVersionError,
} from '../src/index.ts'
import { answer, beginStream, clientOf, collect, startFakeDify } from './fake-dify.ts'

const run = { inputs: { q: '你好' }, user: 'tester' }
const started = { event: 'workflow_started', task_id: 't1', workflow_run_id: 'r1', data: { id: 'r1' } }
const finished = {
  event: 'workflow_finished',
  task_id: 't1',
  workflow_run_id: 'r1',
  data: { id: 'r1', status: 'succeeded', outputs: { text: '好' } },
}
const runPath = '/v1/workflows/run'

function kinds(events: readonly { readonly event: string }[]): string[] {
  return events.map(({ event }) => event)
}

describe('running an app', () => {
  it('streams always, and asks for no title of a chat', async () => {
    const dify = await startFakeDify((_seen, response) => {
      beginStream(response)({ event: 'message_end', task_id: 't', id: 'm', metadata: {} })
      response.end()
    })
    const service = clientOf(dify.url).service()
    await collect(service.run('chat', { ...run, query: 'hi' }))
    expect(dify.seen[0]).toMatchObject({
      path: '/v1/chat-messages',
      headers: { authorization: 'Bearer app-0123456789abcdef' },
    })
    expect(dify.seen[0]?.json).toEqual({
      inputs: run.inputs,
      user: 'tester',
      response_mode: 'streaming',
      files: [],
      query: 'hi',
      conversation_id: '',
      auto_generate_name: false,
    })
  })

  it('reads events whatever the frames look like', async () => {
    const frames = [
      ': a comment\n\n',
      'event: ping\n\n',
      `data: ${JSON.stringify(started)}\r\n\r\n`,
      'data: {"event":"something_new","task_id":"t1"}\n\n',
      'data: not JSON\n\n',
      'data: [1]\n\n',
      `data: ${JSON.stringify(finished)}\n\n`,
      'data: {"event":"unfinished frame"',
    ].join('')
    const dify = await startFakeDify(async (_seen, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
      // Five bytes at a time: in the middle of lines and of characters.
      const bytes = Buffer.from(frames)
      for (let at = 0; at < bytes.length; at += 5) {
        response.write(bytes.subarray(at, at + 5))
        if (at % 50 === 0) await delay(1)
      }
      response.end()
    })
    const events = await collect(clientOf(dify.url).service().run('workflow', run))
    expect(kinds(events)).toEqual(['workflow_started', 'something_new', 'workflow_finished'])
    expect(events[2]).toMatchObject(finished)
  })

  it('takes a workflow that failed for a run, not for an error, also when an error event follows', async () => {
    const failed = { ...finished, data: { ...finished.data, status: 'failed', error: 'boom' } }
    const dify = await startFakeDify((_seen, response) => {
      const send = beginStream(response)
      send(started)
      send(failed)
      send({ event: 'error', code: 'invalid_param', status: 400, message: 'Run failed: boom' })
      response.end()
    })
    const events = await collect(clientOf(dify.url).service().run('chat', run))
    expect(kinds(events)).toEqual(['workflow_started', 'workflow_finished', 'error'])
  })

  it('throws what an error event says that ends a stream before its run', async () => {
    const dify = await startFakeDify((_seen, response) => {
      beginStream(response)({ event: 'error', code: 'completion_request_error', status: 400, message: 'model is gone' })
      response.end()
    })
    await expect(collect(clientOf(dify.url).service().run('completion', run))).rejects.toThrow(/model is gone/)
    expect(dify.seen).toHaveLength(1)
  })

  it('runs a published version by its id, and refuses that on servers that cannot', async () => {
    const stream = (_seen: unknown, response: ServerResponse): void => {
      beginStream(response)(finished)
      response.end()
    }
    const newer = await startFakeDify(stream, { version: '1.12.1' })
    await collect(
      clientOf(newer.url)
        .service()
        .run('workflow', { ...run, workflowId: 'v 1' }),
    )
    expect(newer.seen[0]?.path).toBe('/v1/workflows/v%201/run')
    const older = await startFakeDify(stream, { version: '0.15.3' })
    const client = clientOf(older.url)
    await client.version()
    await expect(collect(client.service().run('workflow', { ...run, workflowId: 'v1' }))).rejects.toBeInstanceOf(
      DifyVersionError,
    )
    expect(older.calls('/v1/workflows/v1/run')).toHaveLength(0)
  })

  it('asks the server to stop when it is aborted', async () => {
    const dify = await startFakeDify(({ path }, response) => {
      if (path.endsWith('/stop')) return answer(response, 200, { result: 'success' })
      beginStream(response)(started)
    })
    const controller = new AbortController()
    const events = clientOf(dify.url).service().run('workflow', run, { signal: controller.signal })
    await events.next()
    controller.abort(new Error('enough'))
    await expect(events.next()).rejects.toThrow('enough')
    expect(dify.calls('/v1/workflows/tasks/t1/stop')[0]?.json).toEqual({ user: 'tester' })
  })
})

describe('a run whose stream breaks', () => {
  const detail = {
    id: 'r1',
    workflow_id: 'w1',
    status: 'succeeded',
    inputs: '{}',
    outputs: '{"text":"好"}',
    error: null,
    total_steps: 3,
    total_tokens: 12,
    created_at: 1_700_000_000,
    elapsed_time: 1.5,
  }

  it.each(['cut', 'silent', 'closed early'])(
    'is looked up and waited for when the stream is %s, and never started again',
    async (how) => {
      let looks = 0
      const dify = await startFakeDify(({ path }, response) => {
        if (path === runPath) {
          beginStream(response)(started)
          if (how === 'cut') setTimeout(() => response.destroy(), 20)
          if (how === 'closed early') response.end()
          return
        }
        looks += 1
        if (looks === 1) return answer(response, 200, Object.fromEntries(Object.keys(detail).map((key) => [key, null])))
        if (looks === 2) return answer(response, 502, 'bad gateway')
        answer(response, 200, { ...detail, finished_at: looks > 3 ? 1_700_000_002 : null })
      })
      const events = await collect(
        clientOf(dify.url, undefined, { idle_timeout_ms: 300 }).service().run('workflow', run),
      )
      expect(events.at(-1)).toMatchObject({
        event: 'workflow_finished',
        recovered: true,
        data: { id: 'r1', status: 'succeeded', outputs: { text: '好' }, total_tokens: 12 },
      })
      expect(dify.calls(runPath)).toHaveLength(1)
    },
  )

  it('is reported lost when it had not said its id and no log lists it', async () => {
    const dify = await startFakeDify((_seen, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('event: ping\n\n')
      setTimeout(() => response.destroy(), 20)
    })
    const error: unknown = await collect(
      clientOf(dify.url, undefined, { patienceMs: 300 }).service().run('chat', run),
    ).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(DifyStreamError)
    expect(String(error)).toMatch(/lists no runs of such apps.*not started again/)
    expect(dify.calls('/v1/chat-messages')).toHaveLength(1)
  })

  it('is found in the log by its user when it had not said its id', async () => {
    let looks = 0
    const entry = (id: string, session_id: string) => ({
      id: `log-${id}`,
      workflow_run: { id, status: 'succeeded' },
      created_by_end_user: { session_id },
    })
    const dify = await startFakeDify(({ path }, response) => {
      if (path === runPath) {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
        setTimeout(() => response.destroy(), 20)
        return
      }
      if (path !== '/v1/workflows/logs') return answer(response, 200, { ...detail, finished_at: 1_700_000_002 })
      looks += 1
      const data = looks === 1 ? [] : [entry('r2', 'somebody else'), entry('r1', 'tester')]
      answer(response, 200, { page: 1, limit: 100, total: data.length, has_more: false, data })
    })
    const events = await collect(clientOf(dify.url).service().run('workflow', run))
    expect(events).toMatchObject([{ event: 'workflow_finished', recovered: true, data: { id: 'r1' } }])
    expect(dify.calls(runPath)).toHaveLength(1)
  })

  it('is reported lost when nobody waits any longer', async () => {
    const dify = await startFakeDify(({ path }, response) => {
      if (path !== runPath) return answer(response, 200, { ...detail, finished_at: null })
      beginStream(response)(started)
      setTimeout(() => response.destroy(), 20)
    })
    const client = clientOf(dify.url, undefined, { patienceMs: 300 })
    await expect(collect(client.service().run('workflow', run))).rejects.toBeInstanceOf(DifyStreamError)
  })
})

describe('a request that is refused', () => {
  it.each([
    [400, { code: 'invalid_param', message: 'Too many requests. Please try again later.', status: 400 }],
    [429, { code: 'rate_limit_error', message: 'Rate limit exceeded', status: 429 }],
  ])('is made again when a limit refused it (HTTP %i)', async (status, body) => {
    let tries = 0
    const dify = await startFakeDify((_seen, response) => {
      tries += 1
      if (tries < 3) return answer(response, status, body)
      beginStream(response)(finished)
      response.end()
    })
    await expect(collect(clientOf(dify.url).service().run('workflow', run))).resolves.toHaveLength(1)
    expect(tries).toBe(3)
  })

  it('is given up after the tries of the policy', async () => {
    const dify = await startFakeDify((_seen, response) => {
      answer(response, 429, { code: 'too_many_requests', message: 'slow down' }, { 'retry-after': '0' })
    })
    await expect(collect(clientOf(dify.url).service().run('workflow', run))).rejects.toBeInstanceOf(DifyRateLimitError)
    expect(dify.seen).toHaveLength(4)
  })

  it.each([
    [{ code: 'invalid_param', message: 'Workflow not published', status: 400 }, DifyNotPublishedError],
    [{ code: 'invalid_param', message: 'q is required in input form', status: 400 }, DifyRequestError],
  ])('says what %o means', async (body, expected) => {
    const dify = await startFakeDify((_seen, response) => {
      answer(response, 400, body)
    })
    await expect(collect(clientOf(dify.url).service().run('workflow', run))).rejects.toBeInstanceOf(expected)
  })
})

describe('looking around', () => {
  it('reads logs page by page', async () => {
    const entry = (id: string) => ({ id, workflow_run: { id: `run-${id}`, status: 'succeeded' } })
    const dify = await startFakeDify(({ query }, response) => {
      const page = Number(query.get('page'))
      answer(response, 200, {
        page,
        limit: 100,
        total: 3,
        has_more: page < 2,
        data: page < 2 ? [entry('1'), entry('2')] : [entry('3')],
      })
    })
    const entries = await collect(clientOf(dify.url).service().logs({ user: 'tester', status: 'succeeded' }))
    expect(entries.map(({ id }) => id)).toEqual(['1', '2', '3'])
    expect(dify.seen[0]?.query.get('created_by_end_user_session_id')).toBe('tester')
  })

  it('uploads a file with its name and user', async () => {
    const dify = await startFakeDify((_seen, response) => {
      answer(response, 201, { id: 'f1', name: '表.csv', size: 3 })
    })
    const file = await clientOf(dify.url)
      .service()
      .upload(new Blob(['a,b']), { name: '表.csv', user: 'tester' })
    expect(file).toMatchObject({ id: 'f1' })
    const { headers, body } = dify.seen[0] ?? { headers: {}, body: Buffer.of() }
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(body.toString()).toMatch(/filename="表\.csv"[\s\S]*a,b[\s\S]*name="user"\r\n\r\ntester/)
  })

  it('knows that a run with nothing but nulls is none', async () => {
    const dify = await startFakeDify((_seen, response) => {
      answer(response, 200, { id: null, workflow_id: null, status: null, inputs: null, outputs: null })
    })
    await expect(clientOf(dify.url).service().runDetail('x')).resolves.toBeUndefined()
  })
})
