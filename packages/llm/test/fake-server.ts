import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** One request as it arrived. */
export interface Received {
  readonly body: Record<string, unknown>
  readonly headers: IncomingMessage['headers']
  /** The text of the last message. */
  readonly asked: string
  /** The how manieth request with this text it is, from 1. */
  readonly nth: number
  readonly url: string
}

/** A server under the control of a test. */
export interface FakeServer extends AsyncDisposable {
  readonly baseUrl: string
  readonly host: string
  readonly received: Received[]
  /** The most requests that were in progress at once. */
  readonly maxInFlight: () => number
}

/** Starts a real HTTP server on a free port of this machine. */
export async function fakeServer(
  answer: (request: Received, response: ServerResponse) => void | Promise<void>,
): Promise<FakeServer> {
  const received: Received[] = []
  const counts = new Map<string, number>()
  const sockets = new Set<Socket>()
  let inFlight = 0
  let maxInFlight = 0
  const server = createServer((message, response) => {
    inFlight += 1
    maxInFlight = Math.max(maxInFlight, inFlight)
    response.on('close', () => (inFlight -= 1))
    void receive(message, response)
  })
  async function receive(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(message)
    const asked = lastText(body)
    const nth = (counts.get(asked) ?? 0) + 1
    counts.set(asked, nth)
    const request = { body, headers: message.headers, asked, nth, url: message.url ?? '' }
    received.push(request)
    await answer(request, response)
  }
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    host: `127.0.0.1:${port}`,
    received,
    maxInFlight: () => maxInFlight,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A whole answer as OpenAI-compatible servers send it. */
export function completion(text: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'fake-1',
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    ...more,
  }
}

/** Sends JSON with a status. */
export function sendJson(
  response: ServerResponse,
  body: unknown,
  { status = 200, headers = {} }: { readonly status?: number; readonly headers?: Record<string, string> } = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** Sends a failure as OpenAI describes one. */
export function sendError(
  response: ServerResponse,
  status: number,
  options: { readonly message?: string; readonly code?: string; readonly headers?: Record<string, string> } = {},
): void {
  const { message = 'it failed', code = null, headers = {} } = options
  sendJson(response, { error: { message, type: 'error', param: null, code } }, { status, headers })
}

/** One event of a streamed answer. */
export function chunk(delta: Record<string, unknown>, more: Record<string, unknown> = {}): string {
  const choices = [{ index: 0, delta, finish_reason: null, ...more }]
  return event({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'fake-1', choices })
}

/** The last events of a streamed answer, with usage. */
export function lastChunks(usage: unknown = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }): string {
  const end = chunk({}, { finish_reason: 'stop' })
  return `${end}${event({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'fake-1', choices: [], usage })}data: [DONE]\n\n`
}

/** One server-sent event. */
export function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`
}

/** Starts a streamed answer. */
export function startEvents(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
}

async function bodyOf(message: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = []
  for await (const part of message) parts.push(part as Buffer)
  const text = Buffer.concat(parts).toString()
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
}

function lastText(body: Record<string, unknown>): string {
  const messages = (body['messages'] ?? []) as { content: string | { text?: string }[] }[]
  const content = messages.at(-1)?.content ?? ''
  return typeof content === 'string' ? content : content.map(({ text = '' }) => text).join('')
}
