/**
 * A model endpoint in a process of its own: each answer takes as many milliseconds as the path says (`/20/v1/chat/completions`).
 * Prints its port, and ends with its parent.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const usage = { prompt_tokens: 300, completion_tokens: 20, total_tokens: 320 }
const base = { id: 'bench', created: 0, model: 'bench' }
const streamed = [
  ...['It ', 'is ', 'fine.'].map((content) => event({ choices: [{ index: 0, delta: { content } }] })),
  event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
  event({ choices: [], usage }),
  'data: [DONE]\n\n',
].join('')
const message = { role: 'assistant', content: 'It is fine.' }
const whole = JSON.stringify({
  ...base,
  object: 'chat.completion',
  choices: [{ index: 0, message, finish_reason: 'stop' }],
  usage,
})

const server = createServer((request, response) => {
  const delayMs = Number(request.url?.split('/')[1])
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const isStream = Buffer.concat(chunks).includes('"stream":true')
    setTimeout(() => answer(response, isStream), delayMs)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
process.stdin.resume().on('end', () => process.exit())

function answer(response: ServerResponse, isStream: boolean): void {
  const body = isStream ? streamed : whole
  response.writeHead(200, {
    'content-type': isStream ? 'text/event-stream' : 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

function event(part: object): string {
  return `data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', ...part })}\n\n`
}
