import { createHash } from 'node:crypto'
import { simulatedModels, type SimulatedModel } from './answer-chat.ts'
import type { ChatRequest } from './chat/chat-request.ts'
import { parseChatRequest } from './chat/parse-chat-request.ts'
import { openLedger, type Ledger } from './ledger.ts'
import type { Answer } from './models/generic/answer-generic.ts'
import { completionBody, completionEvents, type Completion, type CompletionChoice } from './server/completion-chunks.ts'
import { checkFaults, drawFate, type Fate, type FaultOptions } from './server/faults.ts'
import { createFetch } from './server/create-fetch.ts'
import { errorReply, jsonReply, type Call, type Reply } from './server/reply.ts'
import { countTokens } from './text/count-tokens.ts'
import { truncateToTokens } from './text/truncate-to-tokens.ts'
import { worldNamed, type World } from './world/create-world.ts'

export interface SimulatorOptions {
  /** The worlds whose models there are, or their names. Default: none, so that there is `simulated-generic` only. */
  readonly world?: World | string | readonly (World | string)[]
  /** What answers are drawn from, beside the world, the request and its repeat index. Default 0. */
  readonly seed?: number
  /** Default: nothing goes wrong. */
  readonly faults?: FaultOptions
}

/** Simulated models within this process. */
export interface Simulator {
  /** Answers as the HTTP server does, for clients that take a `fetch`. Hosts do not matter, paths do. */
  readonly fetch: typeof globalThis.fetch
  readonly ledger: Ledger
  /** Names of all models, each of which says that it is simulated. */
  readonly models: readonly string[]
  /** Answers one call; what both `fetch` and the server stand on. */
  readonly reply: (call: Call) => Reply
}

/**
 * Makes simulated models that are asked within this process.
 *
 * The same seed, worlds, request and repeat index give the same answer, in any order and at any concurrency. The repeat
 * index is the header `x-repeat-index`, else `seed` in the body.
 *
 * @throws {@link UnknownWorldError} when a name is of no world.
 * @throws {@link SimulatorOptionsError} when a rate or a latency makes no sense.
 */
export function createSimulator({ world = [], seed = 0, faults = {} }: SimulatorOptions = {}): Simulator {
  checkFaults(faults)
  const worlds = [world].flat().map((one) => (typeof one === 'string' ? worldNamed(one) : one))
  const models = simulatedModels(worlds)
  const ledger = openLedger()
  const nextAttempt = countAttempts(faults)

  const answerChat = (call: Call): Reply => {
    const request = parseChatRequest(parseJson(call.body), call.header('x-repeat-index'))
    if (typeof request === 'string') return errorReply(400, request)
    const model = models.find(({ name }) => name === request.model)
    if (model === undefined) return unknownModel(request.model, models)
    const key = keyOf([seed, model.salt, model.name, request.repeat, request.identity])
    const fate = drawFate({ faults, key, attempt: nextAttempt(key), wish: call.header('x-simulate') })
    const entry = { kind: model.kind, runId: call.header('x-run-id') ?? '' }
    if (fate.status >= 400) {
      ledger.record({ ...entry, ...noTokens, outcome: fate.status === 429 ? 'rateLimited' : 'failed' })
      return refusal(fate, faults)
    }
    const completion = complete(model, request, key)
    const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = completion.usage
    ledger.record({ ...entry, inputTokens, outputTokens, outcome: fate.isCut ? 'cut' : 'answered' })
    return chatReply(completion, request, fate)
  }

  const reply = (call: Call): Reply => {
    const path = call.path.replace(/[?#].*$/, '').replace(/\/+$/, '')
    if (path.endsWith('/models') && call.method === 'GET') return jsonReply(200, modelList(models))
    if (path.endsWith('/chat/completions') && call.method === 'POST') return answerChat(call)
    return errorReply(404, `there is no ${call.method} ${path}; there are GET /v1/models and POST /v1/chat/completions`)
  }
  return { reply, ledger, models: models.map(({ name }) => name), fetch: createFetch(reply) }
}

const noTokens = { inputTokens: 0, outputTokens: 0 } as const

/** Attempts matter to faults only, and are counted only where there are any. */
function countAttempts({ rateLimitRate = 0, failureRate = 0, cutRate = 0 }: FaultOptions): (key: string) => number {
  if (rateLimitRate + failureRate + cutRate === 0) return () => 0
  const attempts = new Map<string, number>()
  return (key) => {
    const attempt = attempts.get(key) ?? 0
    attempts.set(key, attempt + 1)
    return attempt
  }
}

function unknownModel(asked: string, models: readonly SimulatedModel[]): Reply {
  const names = models.map(({ name }) => name).join(', ')
  return errorReply(404, `there is no model ${JSON.stringify(asked)}; there are ${names}`)
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function keyOf(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(parts.join('\u001F')).digest('hex').slice(0, 32)
}

function complete(model: SimulatedModel, request: ChatRequest, key: string): Completion {
  const choices = Array.from({ length: request.choices }, (_, index) =>
    cutToLength(model.answer(request, index === 0 ? key : `${key}/${index}`), request.maxTokens),
  )
  const inputTokens = countTokens(request.messages.map(({ text }) => text).join('\n'))
  const outputTokens = choices.reduce(
    (sum, { answer }) => sum + countTokens(answer.kind === 'text' ? answer.text : answer.argumentsJson),
    0,
  )
  return {
    id: `chatcmpl-simulated-${key.slice(0, 20)}`,
    model: model.name,
    choices,
    usage: { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens },
  }
}

function cutToLength(answer: Answer, maxTokens: number | undefined): CompletionChoice {
  if (answer.kind === 'tool') return { answer, finishReason: 'tool_calls' }
  if (maxTokens === undefined || countTokens(answer.text) <= maxTokens) return { answer, finishReason: 'stop' }
  return { answer: { kind: 'text', text: truncateToTokens(answer.text, maxTokens) }, finishReason: 'length' }
}

function refusal({ status, delayMs }: Fate, { retryAfterSeconds }: FaultOptions): Reply {
  const headers: Record<string, string> =
    status === 429 && retryAfterSeconds !== undefined ? { 'retry-after': String(retryAfterSeconds) } : {}
  const message = status === 429 ? 'too many requests, as was asked for' : 'a failure that was asked for'
  return { ...errorReply(status, message, headers), delayMs }
}

function chatReply(completion: Completion, { isStreamed, wantsUsage }: ChatRequest, { isCut, delayMs }: Fate): Reply {
  if (!isStreamed) return { ...jsonReply(200, completionBody(completion)), isCut, delayMs }
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' },
    chunks: completionEvents(completion, wantsUsage),
    isCut,
    delayMs,
  }
}

function modelList(models: readonly SimulatedModel[]): object {
  return {
    object: 'list',
    data: models.map(({ name: id }) => ({ id, object: 'model', created: 0, owned_by: 'simulated' })),
  }
}
