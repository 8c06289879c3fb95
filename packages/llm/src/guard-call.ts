import type { LanguageModelV4CallOptions, LanguageModelV4Middleware, LanguageModelV4Usage } from '@ai-sdk/provider'
import { tapStream } from './tap-stream.ts'
import { writtenText } from './written-text.ts'

/** How a call ended. */
export type CallOutcome =
  | { readonly ok: true; readonly usage: LanguageModelV4Usage; readonly outputText: string }
  | { readonly ok: false; readonly error: unknown }

/** Told how the call ended; called exactly once. */
type CallExit = (outcome: CallOutcome) => void

/** What stands around each call: it may wait or throw before, and is told how the call ended. */
export type CallGuard = (params: LanguageModelV4CallOptions) => CallExit | Promise<CallExit>

/** Middleware that puts a guard around calls, streamed ones until their stream ends. */
export function guardCall(enter: CallGuard): LanguageModelV4Middleware {
  return {
    specificationVersion: 'v4',
    async wrapGenerate({ doGenerate, params }) {
      const exit = await enter(params)
      const result = await rejecting(doGenerate, exit)
      exit({ ok: true, usage: result.usage, outputText: writtenText(result.content) })
      return result
    },
    async wrapStream({ doStream, params }) {
      const exit = await enter(params)
      const result = await rejecting(doStream, exit)
      const written: string[] = []
      let usage: LanguageModelV4Usage = { inputTokens: unknown(), outputTokens: { ...unknown() } }
      const stream = tapStream(result.stream, {
        part(part) {
          if ('delta' in part) written.push(part.delta)
          if (part.type === 'finish') usage = part.usage
          return part
        },
        finished: () => exit({ ok: true, usage, outputText: written.join('') }),
        failed: (error) => exit({ ok: false, error }),
      })
      return { ...result, stream }
    },
  }
}

async function rejecting<Result>(call: () => PromiseLike<Result>, exit: CallExit): Promise<Result> {
  try {
    return await call()
  } catch (error) {
    exit({ ok: false, error })
    throw error
  }
}

function unknown() {
  return {
    total: undefined,
    noCache: undefined,
    cacheRead: undefined,
    cacheWrite: undefined,
    text: undefined,
    reasoning: undefined,
  }
}
