import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Received } from '../../support/http-server.ts'
import { startHttpServer } from '../../support/http-server.ts'
import type { Outcome } from '../../support/run-app.ts'
import { runRequest } from './run-request.ts'
import type { RequestRun } from './run-request.ts'

type Sent = Outcome & { readonly received: Received | undefined; readonly shown: string }

/** Sends the request of a node to a server that answers `ok`. */
async function send(data: (origin: string) => Readonly<Record<string, unknown>>, run: RequestRun = {}): Promise<Sent> {
  await using server = await startHttpServer((response) => response.setHeader('content-type', 'text/plain').end('ok'))
  const outcome = await runRequest({ url: server.origin, ...data(server.origin) }, run)
  const node = outcome.trace.nodes.find(({ node_id }) => node_id === 'node')
  return { ...outcome, received: server.received[0], shown: String(node?.process_data?.['request']) }
}

const text = (value: string): object => ({ type: 'text', value })

describe('the request', () => {
  it('has the method, the parameters and the headers of the node', async () => {
    const { received } = await send(
      (origin) => ({
        method: 'PUT',
        url: `${origin}/{{#conversation.path#}}`,
        params: 'a:1\na: {{#conversation.path#}}\nb',
        headers: 'X-One: {{#conversation.path#}}\nX-Two:a:b',
      }),
      { variables: { path: 'x y' } },
    )
    expect(received).toMatchObject({
      method: 'PUT',
      url: '/x%20y?a=1&a=x+y&b=',
      headers: { 'x-one': 'x y', 'x-two': 'a:b' },
    })
  })

  it.each([
    ['1.12', '/?b=2'],
    ['0.15', '/?a=1&b=2'],
  ] as const)('puts parameters in place of those in the address on %s', async (dify, url) => {
    const { received } = await send((origin) => ({ url: `${origin}/?a=1`, params: 'b:2' }), { options: { dify } })
    expect(received?.url).toBe(url)
  })

  it('keeps the parameters in the address when the node has none', async () => {
    const { received } = await send((origin) => ({ url: `${origin}/?a=1`, params: '' }))
    expect(received?.url).toBe('/?a=1')
  })

  it('cannot be split by headers that frame it', async () => {
    const { received } = await send(() => ({
      method: 'post',
      headers: 'Content-Length: 1\nTransfer-Encoding: chunked',
      body: { type: 'raw-text', data: [text('whole')] },
    }))
    expect(received).toMatchObject({ body: 'whole', headers: { 'content-length': '5' } })
  })
})

describe('the body', () => {
  const post = async (body: object, run: RequestRun = {}): Promise<Sent> => send(() => ({ method: 'post', body }), run)

  it('is JSON that was repaired, and keeps its numbers', async () => {
    const body = { type: 'json', data: [text('{\'a\': 1.0, "n": 12345678901234567890, "t": "{{#conversation.t#}}",}')] }
    const { received } = await post(body, { variables: { t: 'é' } })
    expect(received?.body).toBe('{"a":1.0,"n":12345678901234567890,"t":"é"}')
    expect(received?.headers['content-type']).toBe('application/json')
  })

  it('fails when it is to be JSON and holds none', async () => {
    const { trace } = await post({ type: 'json', data: [text('hello')] })
    expect(trace.error).toBe('Failed to parse JSON: hello')
  })

  it('is text as it is', async () => {
    const { received } = await post(
      { type: 'raw-text', data: [text('a {{#conversation.t#}}')] },
      { variables: { t: 'b' } },
    )
    expect(received).toMatchObject({ body: 'a b', headers: { 'content-type': 'text/plain' } })
  })

  it('is a form', async () => {
    const { received } = await post({
      type: 'x-www-form-urlencoded',
      data: [{ key: 'a b', value: 'é&', type: 'text' }],
    })
    expect(received).toMatchObject({
      body: 'a+b=%C3%A9%26',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  })

  it('is a form with files, or with an empty one', async () => {
    const data = [
      { key: 'note', value: 'hi', type: 'text' },
      { key: 'doc', type: 'file', file: ['start', 'f'] },
    ]
    const inputs = { f: { type: 'document', name: 'a"b.txt', content: 'inside' } }
    const { received } = await send(
      () => ({ method: 'post', headers: 'Content-Type: text/plain', body: { type: 'form-data', data } }),
      { inputs },
    )
    expect(received?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(received?.body).toContain('name="note"\r\n\r\nhi\r\n')
    expect(received?.body).toContain('name="doc"; filename="a%22b.txt"\r\nContent-Type: text/plain\r\n\r\ninside\r\n')
    const empty = await post({ type: 'form-data', data: data.slice(0, 1) })
    expect(empty.received?.body).toContain('name="__multipart_placeholder__"; filename=""')
  })

  it('is the content of a file', async () => {
    const inputs = { f: { type: 'document', name: 'a.bin', content: 'inside' } }
    const { received } = await post({ type: 'binary', data: [{ type: 'file', file: ['start', 'f'] }] }, { inputs })
    expect(received?.body).toBe('inside')
  })

  it('of old files is one text', async () => {
    const { received } = await post({ type: 'x-www-form-urlencoded', data: 'a:1\nb: x:y' })
    expect(received?.body).toBe('a=1&b=x%3Ay')
  })
})

describe('authorization', () => {
  it.each([
    ['bearer', 'key', 'Bearer key'],
    ['basic', 'user:pass', `Basic ${Buffer.from('user:pass').toString('base64')}`],
    ['basic', 'encoded', 'Basic encoded'],
    ['custom', 'key', 'key'],
  ])('%s with %s is %s, and stars in the trace', async (type, api_key, value) => {
    const authorization = { type: 'api-key', config: { type, api_key, header: '' } }
    const { received, shown } = await send(() => ({ authorization }))
    expect(received?.headers.authorization).toBe(value)
    expect(shown).toContain(`Authorization: ${'*'.repeat(value.length)}`)
    expect(shown).not.toContain(value)
  })

  it('may have a header of its own', async () => {
    const config = { type: 'custom', api_key: '{{#conversation.key#}}', header: 'X-Key' }
    const { received, shown } = await send(() => ({ authorization: { type: 'api-key', config } }), {
      variables: { key: 's3cret' },
    })
    expect(received?.headers['x-key']).toBe('s3cret')
    expect(shown).not.toContain('s3cret')
  })

  it('fails without a key', async () => {
    const { trace } = await send(() => ({
      authorization: { type: 'api-key', config: { type: 'bearer', api_key: '' } },
    }))
    expect(trace.nodes.at(-1)).toMatchObject({ status: 'failed', error_type: 'AuthorizationConfigError' })
  })

  it('is taken from the address', async () => {
    const { received } = await send((origin) => ({ url: origin.replace('://', '://u:p@') }))
    expect(received?.headers.authorization).toBe(`Basic ${Buffer.from('u:p').toString('base64')}`)
  })
})

it.each([
  ['an empty address', { url: '' }, 'InvalidURLError'],
  ['another protocol', { url: 'file:///etc/passwd' }, 'InvalidURLError'],
  ['OPTIONS', { method: 'OPTIONS' }, 'InvalidHttpMethodError'],
  ['two texts of JSON', { body: { type: 'json', data: [text('1'), text('2')] } }, 'RequestBodyError'],
])('a node with %s fails before it sends anything', async (_what, data, type) => {
  const { trace, received } = await send(() => data)
  expect(trace.nodes.at(-1)).toMatchObject({ status: 'failed', error_type: type })
  expect(received).toBeUndefined()
})

describe('the response', () => {
  const respond = async (
    headers: Readonly<Record<string, string>>,
    body: string | Buffer,
    { status = 200, data = {} }: { readonly status?: number; readonly data?: object } = {},
  ): Promise<Outcome> => {
    await using server = await startHttpServer((response) => response.writeHead(status, headers).end(body))
    return await runRequest({ url: `${server.origin}/files/report.pdf`, ...data })
  }

  it('gives status, body and headers', async () => {
    const { outputs } = await respond({ 'content-type': 'application/json', 'x-a': '1' }, '{"a": 1}', { status: 201 })
    expect(outputs).toMatchObject({ status_code: 201, body: '{"a": 1}', headers: { 'x-a': '1' }, files: [] })
  })

  it('is decompressed, and decoded as it says', async () => {
    const zipped = await respond({ 'content-type': 'text/plain', 'content-encoding': 'gzip' }, gzipSync('hello'))
    expect(zipped.outputs).toMatchObject({ body: 'hello' })
    const latin = await respond({ 'content-type': 'text/plain; charset=iso-8859-1' }, Buffer.from([0xe9]))
    expect(latin.outputs).toMatchObject({ body: 'é' })
  })

  it.each([
    [
      'an attachment',
      { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"' },
      'text',
      'a.txt',
    ],
    ['an image', { 'content-type': 'image/png' }, 'png', 'report.pdf'],
    ['CSV', { 'content-type': 'text/csv' }, 'a,b', 'report.pdf'],
    ['bytes', { 'content-type': 'application/pdf' }, '%PDF', 'report.pdf'],
  ])('is a file when it is %s', async (_what, headers, body, filename) => {
    const { outputs } = await respond(headers, body)
    expect(outputs).toMatchObject({ body: '', files: [{ filename, transfer_method: 'tool_file', size: body.length }] })
  })

  it('is text when an application sends text', async () => {
    const { outputs } = await respond({ 'content-type': 'application/octet-stream' }, '<a>1</a>')
    expect(outputs).toMatchObject({ body: '<a>1</a>', files: [] })
  })

  it('of another status is a success, unless the node handles failures', async () => {
    const plain = await respond({ 'content-type': 'text/plain' }, 'no', { status: 404 })
    expect(plain.outputs).toMatchObject({ status_code: 404, body: 'no' })
    const data = { error_strategy: 'fail-branch' }
    const handled = await respond({ 'content-type': 'text/plain' }, 'no', { status: 404, data })
    expect(handled.outputs).toMatchObject({ error_type: 'HTTPResponseCodeError' })
    expect(handled.trace.status).toBe('partial-succeeded')
  })

  it('may have 1 MB as text', async () => {
    const most = await respond({ 'content-type': 'text/plain' }, 'x'.repeat(1024 * 1024))
    expect(most.trace.status).toBe('succeeded')
    const more = await respond({ 'content-type': 'text/plain' }, 'x'.repeat(1024 * 1024 + 1))
    expect(more.trace.error).toBe('Text size is too large, max size is 1.00 MB, but current size is 1.00 MB.')
  })

  it('may have 10 MB at all, also when it unfolds from less', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024))
    const { trace } = await respond({ 'content-type': 'image/png', 'content-encoding': 'gzip' }, bomb)
    expect(trace.nodes.at(-1)).toMatchObject({ status: 'failed', error_type: 'ResponseSizeError' })
  })
})

describe('waiting', () => {
  it('ends after the silence that the node allows', async () => {
    await using server = await startHttpServer((response) => response.writeHead(200).write('half'))
    const { trace } = await runRequest({ url: server.origin, timeout: { connect: 1, read: 0.05, write: 1 } })
    expect(trace).toMatchObject({ status: 'failed', error: 'timed out: no read within 50 ms' })
  })

  it('ends when the run is stopped', async () => {
    const controller = new AbortController()
    await using server = await startHttpServer(() => controller.abort())
    const { trace } = await runRequest({ url: server.origin }, { signal: controller.signal })
    expect(trace.status).toBe('stopped')
  })

  it('fails when nobody listens', async () => {
    const server = await startHttpServer(() => undefined)
    await server[Symbol.asyncDispose]()
    const { trace } = await runRequest({ url: server.origin })
    expect(trace.nodes.at(-1)).toMatchObject({ status: 'failed', error_type: 'HttpRequestNodeError' })
  })
})

describe('recorded outputs', () => {
  const data = { url: 'https://api.example.com/v1', headers: 'X-A: 1' }
  const request = 'GET /v1 HTTP/1.1\r\nHost: api.example.com\r\nX-A: 1\r\n\r\n'
  const recording = { node_id: 'node', inputs: { request }, outputs: { status_code: 200, body: 'recorded' } }

  it('stand for the request that they were recorded for', async () => {
    const { outputs } = await runRequest(data, { options: { recordings: { format: 1, recordings: [recording] } } })
    expect(outputs).toMatchObject({ status_code: 200, body: 'recorded' })
  })

  it('are all there is when requests are switched off', async () => {
    const { obstacle } = await runRequest(data, { http: { offline: true } })
    expect(obstacle).toMatchObject({ code: 'RUN-RECORDING-001', context: { node_id: 'node', inputs: { request } } })
  })
})

it('that cannot be made is told of as missing when requests are switched off', async () => {
  const { obstacle } = await runRequest({ url: 'nowhere' }, { http: { offline: true } })
  expect(obstacle).toMatchObject({
    code: 'RUN-RECORDING-001',
    message: expect.stringContaining('url should start with'),
  })
})
