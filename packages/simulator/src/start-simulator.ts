import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSimulator, type SimulatorOptions } from './create-simulator.ts'
import { SimulatorListenError } from './errors.ts'
import type { Ledger } from './ledger.ts'
import { half } from './server/create-fetch.ts'
import { errorReply, type Reply } from './server/reply.ts'

export interface StartOptions extends SimulatorOptions {
  /** Default: 127.0.0.1, so that only this machine can ask. */
  readonly host?: string
  /** Default: any free one. */
  readonly port?: number
}

/** A running server. */
export interface RunningSimulator {
  /** Where OpenAI-compatible clients find it, up to and including `/v1`. */
  readonly baseUrl: string
  readonly models: readonly string[]
  readonly ledger: Ledger
  /** Ends at once, open connections included. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Serves simulated models over HTTP, as OpenAI's API does: `GET /v1/models` and `POST /v1/chat/completions`. Any API key will do.
 *
 * @throws {@link SimulatorListenError} when the port is taken or may not be used.
 */
export async function startSimulator(options: StartOptions = {}): Promise<RunningSimulator> {
  const { host = '127.0.0.1', port = 0 } = options
  const { reply, ledger, models } = createSimulator(options)
  const server = createServer((request, response) => {
    serve(request, response, reply).catch((error: unknown) => fail(response, error))
  })
  // Longer than any client keeps a connection: one that is closed while a request is on its way looks like a dead server.
  server.keepAliveTimeout = 120_000
  await listen(server, host, port)
  const { port: actualPort } = server.address() as AddressInfo
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  const authority = host.includes(':') ? `[${host}]` : host
  return { baseUrl: `http://${authority}:${actualPort}/v1`, models, ledger, close, [Symbol.asyncDispose]: close }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(new SimulatorListenError({ host, port }, { cause })))
    server.listen(port, host, resolve)
  })
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (call: Parameters<ReturnType<typeof createSimulator>['reply']>[0]) => Reply,
): Promise<void> {
  const body = await readBody(request)
  const reply =
    body === undefined
      ? errorReply(413, `a body may have ${mostBytes} bytes`)
      : answer({
          method: request.method ?? 'GET',
          path: request.url ?? '/',
          header: (name) => request.headers[name]?.toString(),
          body,
        })
  if (reply.delayMs === 0) return send(response, reply)
  const timer = setTimeout(() => send(response, reply), reply.delayMs)
  response.once('close', () => clearTimeout(timer))
}

/** A caller that has gone gets nothing; any other failure is a bug of the simulator, and the caller is told. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.destroyed || response.headersSent) return void response.destroy()
  send(response, errorReply(500, `it failed by itself: ${error instanceof Error ? error.message : String(error)}`))
}

const mostBytes = 32 * 1024 * 1024

/** @returns undefined when it is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= mostBytes) chunks.push(chunk)
  }
  return bytes > mostBytes ? undefined : Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, { status, headers, chunks, isCut }: Reply): void {
  if (chunks.length > 1 || isCut)
    return stream(response, { status, headers, chunks: isCut ? half(chunks) : chunks }, isCut)
  const body = Buffer.from(chunks.join(''))
  response.writeHead(status, { ...headers, 'content-length': body.length }).end(body)
}

function stream(
  response: ServerResponse,
  { status, headers, chunks }: Omit<Reply, 'isCut' | 'delayMs'>,
  isCut: boolean,
): void {
  response.writeHead(status, headers)
  for (const chunk of chunks) response.write(chunk)
  if (isCut) setImmediate(() => response.destroy())
  else response.end()
}
