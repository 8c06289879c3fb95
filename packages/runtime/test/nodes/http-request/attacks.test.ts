import { describe, expect, it } from 'vitest'
import { startHttpServer } from '../../support/http-server.ts'
import type { HttpServer } from '../../support/http-server.ts'
import { runRequest } from './run-request.ts'

const refused = { code: 'RUN-HTTP-001' }

async function startSecret(options?: Parameters<typeof startHttpServer>[1]): Promise<HttpServer> {
  return startHttpServer((response) => response.end('secret'), options)
}

async function startRedirect(location: string, status = 302): Promise<HttpServer> {
  return startHttpServer((response) => response.writeHead(status, { location }).end())
}

describe('addresses of this machine and its network', () => {
  it('are refused by default, and no request is sent', async () => {
    await using secret = await startSecret()
    const { obstacle, trace } = await runRequest({ url: secret.origin }, { http: {} })
    expect(obstacle).toMatchObject(refused)
    expect(trace.status).toBe('failed')
    expect(secret.received).toEqual([])
  })

  it.each(['localhost', '127.1', '2130706433', '0x7f.0.0.1', '0177.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '0'])(
    'are refused as %s',
    async (host) => {
      await using secret = await startSecret()
      const { obstacle } = await runRequest({ url: `http://${host}:${secret.port}/` }, { http: {} })
      expect(obstacle).toMatchObject(refused)
      expect(secret.received).toEqual([])
    },
  )

  it.each(['169.254.169.254', '10.0.0.1', '[fd00:ec2::254]', '[fe80::1]', '100.100.100.200'])(
    'are refused as %s',
    async (host) => {
      const { obstacle } = await runRequest({ url: `http://${host}/latest/meta-data/` }, { http: {} })
      expect(obstacle).toMatchObject(refused)
    },
  )

  it('are refused whatever the workflow does about failures', async () => {
    const data = { url: 'http://169.254.169.254/', error_strategy: 'fail-branch' }
    const { obstacle } = await runRequest(data, { http: {} })
    expect(obstacle).toMatchObject(refused)
  })

  it('can be allowed one by one', async () => {
    await using secret = await startSecret()
    const { outputs } = await runRequest({ url: secret.origin }, { http: { allowedAddresses: ['127.0.0.0/24'] } })
    expect(outputs).toMatchObject({ body: 'secret' })
  })

  it('cannot be read as files of a run either', async () => {
    await using secret = await startSecret()
    const body = { type: 'binary', data: [{ type: 'file', file: ['start', 'f'] }] }
    const inputs = { f: { type: 'document', transfer_method: 'remote_url', url: `${secret.origin}/a.txt` } }
    const { obstacle } = await runRequest({ method: 'post', url: 'http://example.com', body }, { http: {}, inputs })
    expect(obstacle).toMatchObject(refused)
    expect(secret.received).toEqual([])
  })
})

describe('redirects', () => {
  const here = { allowedAddresses: ['127.0.0.1'] }

  it.each(['http://169.254.169.254/latest/meta-data/iam/security-credentials/', 'http://[::1]:1/', '//127.0.0.2/'])(
    'to %s are refused',
    async (location) => {
      await using server = await startRedirect(location)
      const { obstacle } = await runRequest({ url: server.origin }, { http: here })
      expect(obstacle).toMatchObject(refused)
    },
  )

  it('to a name that points into the network are refused', async () => {
    await using secret = await startSecret({ host: '127.0.0.2' })
    await using server = await startRedirect(`http://inside.test:${secret.port}/`)
    const { obstacle } = await runRequest(
      { url: server.origin },
      { http: { ...here, resolve: async () => ['127.0.0.2'] } },
    )
    expect(obstacle).toMatchObject(refused)
    expect(secret.received).toEqual([])
  })

  it('to another protocol fail', async () => {
    await using server = await startRedirect('file:///etc/passwd')
    const { trace } = await runRequest({ url: server.origin }, { http: here })
    expect(trace.error).toBe('Redirect to an address that is not HTTP: file:')
  })

  it('without an end fail', async () => {
    await using server = await startRedirect('/again')
    const { trace } = await runRequest({ url: server.origin }, { http: here })
    expect(trace.error).toBe('Exceeded maximum allowed redirects.')
    expect(server.received).toHaveLength(21)
  })

  it.each([301, 302, 303])('with status %i turn a POST into a GET', async (status) => {
    await using server = await startHttpServer((response, { url }) =>
      url === '/' ? response.writeHead(status, { location: '/next' }).end() : response.end('there'),
    )
    const body = { type: 'raw-text', data: [{ type: 'text', value: 'x' }] }
    const { outputs } = await runRequest({ method: 'post', url: server.origin, body }, { http: here })
    expect(outputs).toMatchObject({ body: 'there' })
    expect(server.received[1]).toMatchObject({ method: 'GET', body: '' })
  })

  it.each([307, 308])('with status %i keep the POST on the same host', async (status) => {
    await using server = await startHttpServer((response, { url }) =>
      url === '/' ? response.writeHead(status, { location: '/next' }).end() : response.end('there'),
    )
    const body = { type: 'raw-text', data: [{ type: 'text', value: 'x' }] }
    await runRequest({ method: 'post', url: server.origin, body }, { http: here })
    expect(server.received[1]).toMatchObject({ method: 'POST', body: 'x' })
  })
})

describe('credentials', () => {
  const http = { allowedAddresses: ['127.0.0.1'] }
  const secrets = {
    authorization: { type: 'api-key', config: { type: 'custom', api_key: 'k3y', header: 'X-Api-Key' } },
    headers: 'Authorization: Bearer t0ken\nCookie: id=1\nX-Session: s3ssion\nAccept: text/html',
  }

  it('are not carried to another host', async () => {
    await using other = await startHttpServer((response) => response.end('mine'))
    await using server = await startRedirect(`${other.origin}/`)
    const { outputs } = await runRequest({ ...secrets, url: server.origin }, { http })
    expect(outputs).toMatchObject({ body: 'mine' })
    expect(server.received[0]?.headers).toMatchObject({ 'x-api-key': 'k3y', authorization: 'Bearer t0ken' })
    expect(JSON.stringify(other.received)).not.toMatch(/k3y|t0ken|id=1|s3ssion/)
    expect(other.received[0]?.headers.accept).toBe('text/html')
  })

  it('stay with the host through redirects', async () => {
    await using server = await startHttpServer((response, { url }) =>
      url === '/' ? response.writeHead(302, { location: '/next' }).end() : response.end(),
    )
    await runRequest({ ...secrets, url: server.origin }, { http })
    expect(server.received[1]?.headers).toMatchObject({ 'x-api-key': 'k3y', cookie: 'id=1' })
  })

  it('do not come back from another host', async () => {
    await using server: HttpServer = await startHttpServer((response, { url }) =>
      url === '/' ? response.writeHead(302, { location: `${other.origin}/` }).end() : response.end(),
    )
    await using other = await startHttpServer((response) =>
      response.writeHead(302, { location: `${server.origin}/back` }).end(),
    )
    await runRequest({ ...secrets, url: server.origin }, { http })
    expect(JSON.stringify(server.received[1])).not.toMatch(/k3y|t0ken|id=1|s3ssion/)
  })

  it('in a body are not sent to another host', async () => {
    await using other = await startHttpServer((response) => response.end('mine'))
    await using server = await startRedirect(`${other.origin}/`, 307)
    const body = { type: 'json', data: [{ type: 'text', value: '{"key": "k3y"}' }] }
    const { trace } = await runRequest({ method: 'post', url: server.origin, body }, { http })
    expect(trace.status).toBe('failed')
    expect(other.received).toEqual([])
  })

  it('in the address are not carried on', async () => {
    await using other = await startHttpServer((response) => response.end('mine'))
    await using server = await startRedirect(`${other.origin}/`)
    await runRequest({ url: server.origin.replace('://', '://user:p4ss@') }, { http })
    expect(other.received[0]?.headers.authorization).toBeUndefined()
  })
})

describe('names that change their address', () => {
  /** Points to one address after the other, as a name server of an attacker does. */
  function rebinding(...answers: readonly string[]): { resolve: (name: string) => Promise<string[]>; asked: string[] } {
    const asked: string[] = []
    const resolve = async (name: string): Promise<string[]> => {
      asked.push(name)
      return [answers[Math.min(asked.length, answers.length) - 1] ?? '']
    }
    return { resolve, asked }
  }

  it('are resolved once for a request: it goes to the address that was checked', async () => {
    await using secret = await startSecret({ host: '127.0.0.2' })
    await using server = await startHttpServer((response) => response.end('fine'), { port: secret.port })
    const { resolve, asked } = rebinding('127.0.0.1', '127.0.0.2')
    const http = { allowedAddresses: ['127.0.0.1'], resolve }
    const { outputs } = await runRequest({ url: `http://rebind.test:${server.port}/` }, { http })
    expect(outputs).toMatchObject({ body: 'fine' })
    expect(asked).toEqual(['rebind.test'])
    expect(secret.received).toEqual([])
  })

  it('are checked again when a redirect leads back to them', async () => {
    await using secret = await startSecret({ host: '127.0.0.2' })
    await using server = await startHttpServer((response) => response.writeHead(302, { location: '/again' }).end(), {
      port: secret.port,
    })
    const { resolve } = rebinding('127.0.0.1', '127.0.0.2')
    const http = { allowedAddresses: ['127.0.0.1'], resolve }
    const { obstacle } = await runRequest({ url: `http://rebind.test:${server.port}/` }, { http })
    expect(obstacle).toMatchObject({ ...refused, context: { hostname: 'rebind.test', address: '127.0.0.2' } })
    expect(secret.received).toEqual([])
  })

  it('are refused when any of their addresses is private', async () => {
    await using secret = await startSecret()
    const http = { resolve: async () => ['93.184.216.34', '127.0.0.1'] }
    const { obstacle } = await runRequest({ url: `http://both.test:${secret.port}/` }, { http })
    expect(obstacle).toMatchObject(refused)
    expect(secret.received).toEqual([])
  })
})
