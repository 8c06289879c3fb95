import type { LanguageModelV4CallOptions, LanguageModelV4GenerateResult } from '@ai-sdk/provider'
import { MockLanguageModelV4 } from 'ai/test'

/** One question as a judge got it. */
export interface Asked {
  /** The texts of all messages but the system's. */
  readonly texts: string[]
  readonly options: LanguageModelV4CallOptions
}

/** A judge that says what a function makes of each question, and what it was asked. */
export function scriptedJudge(answer: (asked: Asked, nth: number) => string) {
  const asked: Asked[] = []
  const model = new MockLanguageModelV4({
    modelId: 'judge-1',
    doGenerate: async (options) => {
      const texts = options.prompt
        .slice(1)
        .map(({ content }) =>
          typeof content === 'string' ? content : content.map((part) => ('text' in part ? part.text : '')).join(''),
        )
      const question = { texts, options }
      asked.push(question)
      return answered(answer(question, asked.length - 1))
    },
  })
  return { model, asked, judge: () => model }
}

function answered(text: string): LanguageModelV4GenerateResult {
  return {
    content: [{ type: 'text', text }],
    finishReason: { unified: 'stop', raw: undefined },
    usage: {
      inputTokens: { total: 100, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: 10, text: undefined, reasoning: undefined },
    },
    providerMetadata: { autoopt: { cost_usd: 0.001 } },
    warnings: [],
  }
}
