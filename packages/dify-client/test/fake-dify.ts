import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { difyConfigSchema } from '@autoopt/config'
import { onTestFinished } from 'vitest'
import { DifyClient, type DifyClientOptions } from '../src/index.ts'

export interface Seen {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
  /** The body as JSON; undefined when it is none. */
  readonly json: Record<string, unknown> | undefined
}

export type Handler = (seen: Seen, response: ServerResponse) => void | Promise<void>

/** A server on loopback whose answers the test writes, and what it was asked. */
export async function startFakeDify(handler: Handler, { version }: { version?: string } = {}) {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://localhost')
      const body = Buffer.concat(chunks)
      const one: Seen = {
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body,
        json: parse(body),
      }
      seen.push(one)
      if (version !== undefined) response.setHeader('x-version', version)
      if (one.path === '/console/api/setup') return answer(response, 200, { step: 'finished' })
      void handler(one, response)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as { port: number }
  return { url: `http://127.0.0.1:${port}`, seen, calls: (path: string) => seen.filter((one) => one.path === path) }
}

export function answer(response: ServerResponse, status: number, body?: unknown, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(body === undefined ? '' : JSON.stringify(body))
}

/** Begins a stream of events. */
export function beginStream(response: ServerResponse): (event: object) => void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  return (event) => response.write(`data: ${JSON.stringify(event)}\n\n`)
}

/** A client that tries again at once. */
export function clientOf(
  base_url: string,
  auth: Record<string, string> = { api_key: 'app-0123456789abcdef' },
  options: DifyClientOptions & { readonly idle_timeout_ms?: number; readonly request_timeout_ms?: number } = {},
): DifyClient {
  const { idle_timeout_ms, request_timeout_ms, ...rest } = options
  const config = difyConfigSchema.parse({
    base_url,
    auth,
    ...(idle_timeout_ms !== undefined && { idle_timeout_ms }),
    ...(request_timeout_ms !== undefined && { request_timeout_ms }),
  })
  return new DifyClient(config, { random: () => 0, patienceMs: 5000, ...rest })
}

export const account = { email: 'a@example.com', password: 'pässword1' }

function parse(body: Buffer): Record<string, unknown> | undefined {
  try {
    return JSON.parse(body.toString()) as Record<string, unknown>
  } catch {
    return undefined
  }
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}
