import type { ResolveModel } from '@autoopt/runtime'

export type ModelCall = Parameters<Awaited<ReturnType<ResolveModel>>['model']['doGenerate']>[0]

/** A resolver of one model, which answers what the function says. It uses 10 tokens to read and 5 to write, at $0.001 each. */
export function scriptedModel(answer: (call: ModelCall) => Promise<string> | string): ResolveModel {
  const usage = {
    inputTokens: { total: 10, noCache: 10, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 5, text: 5, reasoning: 0 },
  }
  const ending = { finishReason: { unified: 'stop' as const, raw: 'stop' }, usage }
  return () => ({
    model: {
      specificationVersion: 'v4',
      provider: 'test',
      modelId: 'scripted',
      supportedUrls: {},
      doGenerate: async (call) => ({ content: [{ type: 'text', text: await answer(call) }], ...ending, warnings: [] }),
      doStream: async (call) => {
        const text = await answer(call)
        return {
          stream: new ReadableStream({
            start(controller) {
              controller.enqueue({ type: 'text-start', id: '1' })
              controller.enqueue({ type: 'text-delta', id: '1', delta: text })
              controller.enqueue({ type: 'text-end', id: '1' })
              controller.enqueue({ type: 'finish', ...ending })
              controller.close()
            },
          }),
        }
      },
    },
    price: ({ prompt_tokens, completion_tokens }) => (prompt_tokens + completion_tokens) * 0.001,
  })
}

/** An error as the AI SDK throws it for an answer with this status. */
export function statusError(statusCode: number, responseHeaders: Readonly<Record<string, string>> = {}): Error {
  return Object.assign(new Error(`the model answered ${statusCode}`), { statusCode, responseHeaders })
}
