import type { LanguageModelV4Middleware } from '@ai-sdk/provider'
import { systemClock, type Clock } from './clock.ts'
import { ModelTimeoutError } from './errors.ts'
import { tapStream } from './tap-stream.ts'

/** How long one call may take, its stream included. */
export interface LimitTimeOptions {
  readonly timeoutMs: number
  readonly clock?: Clock
}

/** Middleware that ends a call after a while with a {@link ModelTimeoutError}. */
export function limitTime({ timeoutMs, clock = systemClock }: LimitTimeOptions): LanguageModelV4Middleware {
  return {
    specificationVersion: 'v4',
    async wrapGenerate({ model, params }) {
      const timer = startTimer(model.modelId, { timeoutMs, clock })
      try {
        return await model.doGenerate({ ...params, abortSignal: either(params.abortSignal, timer.signal) })
      } finally {
        timer.stop()
      }
    },
    async wrapStream({ model, params }) {
      const timer = startTimer(model.modelId, { timeoutMs, clock })
      try {
        const result = await model.doStream({ ...params, abortSignal: either(params.abortSignal, timer.signal) })
        const stop = () => timer.stop()
        return { ...result, stream: tapStream(result.stream, { finished: stop, failed: stop }) }
      } catch (error) {
        timer.stop()
        throw error
      }
    },
  }
}

function either(caller: AbortSignal | undefined, timer: AbortSignal): AbortSignal {
  return caller === undefined ? timer : AbortSignal.any([caller, timer])
}

function startTimer(model: string, { timeoutMs, clock }: Required<LimitTimeOptions>) {
  const timeout = new AbortController()
  const stopped = new AbortController()
  clock.sleep(timeoutMs, stopped.signal).then(
    () => timeout.abort(timeoutError(model, timeoutMs)),
    () => undefined,
  )
  return { signal: timeout.signal, stop: () => stopped.abort() }
}

function timeoutError(model: string, timeoutMs: number): ModelTimeoutError {
  return new ModelTimeoutError(
    `Model ${JSON.stringify(model)} gave no complete answer within ${timeoutMs} ms; raise timeout_ms or lower max_tokens`,
    { model, timeoutMs },
  )
}
