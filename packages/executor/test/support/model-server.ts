import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

export interface ModelServer extends AsyncDisposable {
  readonly url: string
  /** The question of each request, in order. */
  readonly questions: readonly string[]
  /** Closes the server and all of its connections: nobody can connect any more. */
  die(): Promise<void>
}

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** A server that answers `Hello q7` with `to q7` after some milliseconds, unless the function says something else. */
export async function startModelServer(
  reply: (question: string, times: number) => Reply = () => ({}),
  latencyMs = 20,
): Promise<ModelServer> {
  const questions: string[] = []
  const answer = async (body: string, response: ServerResponse): Promise<void> => {
    const question = /Hello (\w*)/u.exec(body)?.[1] ?? ''
    questions.push(question)
    const { status = 200, headers = {} } = reply(question, questions.filter((one) => one === question).length)
    await delay(latencyMs)
    response.writeHead(status, headers).end(`to ${question}`)
  }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => void answer(body, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const die = async (): Promise<void> => {
    server.closeAllConnections()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${port}/`, questions, die, [Symbol.asyncDispose]: die }
}
