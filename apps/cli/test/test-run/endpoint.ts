import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A server that speaks the chat completions API. */
export interface Endpoint extends AsyncDisposable {
  /** For `--model`. */
  readonly model: string
  /** What the user said in each call so far. */
  readonly asked: readonly string[]
  /** From now on answers wait until {@link release}. */
  hold(): void
  release(): void
}

/** What the endpoint says to the two messages of the echo app. */
export type Answer = (user: string, system: string) => string

/** Starts an endpoint that answers with the last message, in upper case; or with an error to messages that begin with `broken`. */
export async function startEndpoint(answer: Answer = (text) => text.toUpperCase()): Promise<Endpoint> {
  const asked: string[] = []
  let held: (() => void)[] | undefined
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { messages } = JSON.parse(Buffer.concat(chunks).toString()) as { messages: { content: string }[] }
      const [system = '', text = ''] = messages.map(({ content }) => content)
      asked.push(text)
      const reply = (): void => send(response, text, () => answer(text, system))
      if (held === undefined) reply()
      else held.push(reply)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    model: `m@http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    hold: () => {
      held = []
    },
    release: () => {
      const replies = held ?? []
      held = undefined
      for (const reply of replies) reply()
    },
    [Symbol.asyncDispose]: async () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function send(response: ServerResponse, text: string, answer: () => string): void {
  if (text.startsWith('broken')) {
    response.writeHead(400).end('{"error": {"message": "no such thing"}}')
    return
  }
  const usage = { prompt_tokens: 7, completion_tokens: 1, total_tokens: 8 }
  const chunk = { id: 'x', object: 'chat.completion.chunk', created: 0, model: 'm' }
  const choice = { index: 0, delta: { role: 'assistant', content: answer() }, finish_reason: 'stop' }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(`data: ${JSON.stringify({ ...chunk, choices: [choice] })}\n\n`)
  response.end(`data: ${JSON.stringify({ ...chunk, choices: [], usage })}\n\ndata: [DONE]\n\n`)
}

const node = (id: string, data: object): object => ({ id, type: 'custom', data: { title: id, ...data } })

/** Writes `echo.yml`: an app that asks a model the input `q`. */
export async function writeEchoApp(folder: string): Promise<void> {
  const model = { provider: 'openai', name: 'gpt-4o', mode: 'chat', completion_params: { max_tokens: 100 } }
  const prompts = [
    { role: 'system', text: 'Echo.' },
    { role: 'user', text: '{{#start.q#}}' },
  ]
  const variables = [{ variable: 'q', label: 'q', type: 'paragraph', required: true }]
  const outputs = [{ variable: 'said', value_selector: ['llm', 'text'] }]
  const edges = [
    { source: 'start', target: 'llm', sourceHandle: 'source' },
    { source: 'llm', target: 'end', sourceHandle: 'source' },
  ]
  const nodes = [
    node('start', { type: 'start', variables }),
    node('llm', { type: 'llm', model, prompt_template: prompts }),
    node('end', { type: 'end', outputs }),
  ]
  const app = { name: 'Echo', mode: 'workflow' }
  await writeFile(
    join(folder, 'echo.yml'),
    JSON.stringify({ kind: 'app', version: '0.5.0', app, workflow: { graph: { nodes, edges }, features: {} } }),
  )
}

/** A case of the echo app. */
export interface EchoCase {
  readonly q: string
  /** What the answer must contain. */
  readonly says?: string
}

/** Writes cases, one a line, with the ids `c0`, `c1`, …. */
export async function writeCases(path: string, cases: readonly EchoCase[]): Promise<void> {
  const lines = cases.map(({ q, says }, index) => {
    const assertions = says === undefined ? [] : [{ type: 'contains', value: says }]
    return JSON.stringify({ case_id: `c${index}`, inputs: { q }, assertions })
  })
  await writeFile(path, `${lines.join('\n')}\n`)
}
