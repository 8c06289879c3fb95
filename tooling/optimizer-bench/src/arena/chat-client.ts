import type { RenderedMessage } from '@autoopt/simulator'
import { z } from 'zod'
import type { ModelAnswer } from './run-app.ts'

const answerSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }),
})

export interface ChatRequest {
  readonly model: string
  readonly messages: readonly RenderedMessage[]
  /** Which draw of equal requests; the endpoint counts where it is absent. */
  readonly repeat?: number | undefined
}

/** Where the simulated models are reached. Nothing listens there: the `fetch` that goes with it answers within the process. */
export const baseUrl = 'http://127.0.0.1/v1'

/** Asks an OpenAI-compatible endpoint one question. */
export async function chat(
  { model, messages, repeat }: ChatRequest,
  fetch: typeof globalThis.fetch,
): Promise<ModelAnswer> {
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(repeat === undefined ? {} : { 'x-repeat-index': String(repeat) }),
    },
    body: JSON.stringify({ model, messages }),
  })
  if (!response.ok) throw new Error(`Model ${model} answered ${response.status}: ${await response.text()}`)
  const { choices, usage } = answerSchema.parse(await response.json())
  return {
    text: choices[0]?.message.content ?? '',
    inputTokens: usage.prompt_tokens,
    outputTokens: usage.completion_tokens,
  }
}
