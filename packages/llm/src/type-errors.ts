import type { LanguageModelV4CallOptions, LanguageModelV4Middleware, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { classifyError } from './classify-error.ts'
import { ModelError } from './errors.ts'

/** Whose errors are typed. */
export interface TypeErrorsOptions {
  readonly model: string
  /** Host of the endpoint. */
  readonly endpoint: string
  /** Texts that must not appear in a message. */
  readonly secrets: readonly string[]
}

/**
 * Middleware that turns every failure into a `ModelError`. Goes around the model itself, inside all other middleware.
 *
 * A stream that breaks ends with one `error` part and nothing after it; one that its caller aborts fails with the
 * signal's reason.
 */
export function typeErrors(options: TypeErrorsOptions): LanguageModelV4Middleware {
  const typed = (error: unknown, params: LanguageModelV4CallOptions) => classifyError(error, { ...options, params })
  return {
    specificationVersion: 'v4',
    async wrapGenerate({ doGenerate, params }) {
      try {
        return await doGenerate()
      } catch (error) {
        throw typed(error, params)
      }
    },
    async wrapStream({ doStream, params }) {
      try {
        const result = await doStream()
        return {
          ...result,
          stream: endingInOneError(result.stream, (error) => typed(error, params), params.abortSignal),
        }
      } catch (error) {
        throw typed(error, params)
      }
    },
  }
}

type Parts = ReadableStream<LanguageModelV4StreamPart>

function endingInOneError(stream: Parts, typed: (error: unknown) => unknown, signal?: AbortSignal): Parts {
  const reader = stream.getReader()
  let isFinished = false
  return new ReadableStream<LanguageModelV4StreamPart>(
    {
      async pull(controller) {
        const step = await readStep(reader)
        if (step.error !== undefined) {
          const error = typed(step.error)
          if (signal?.aborted && !(error instanceof ModelError)) {
            controller.error(error)
          } else {
            controller.enqueue({ type: 'error', error })
            controller.close()
          }
          // What the provider still sends after a failure is of no use, and the connection must not stay open.
          await reader.cancel().catch(() => undefined)
          return
        }
        if (step.part === undefined) {
          if (!isFinished) controller.enqueue({ type: 'error', error: typed(cutOff()) })
          controller.close()
          return
        }
        isFinished ||= step.part.type === 'finish'
        controller.enqueue(step.part)
      },
      async cancel(reason) {
        await reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}

async function readStep(
  reader: ReadableStreamDefaultReader<LanguageModelV4StreamPart>,
): Promise<{ part?: LanguageModelV4StreamPart; error?: unknown }> {
  try {
    const { done, value } = await reader.read()
    if (done) return {}
    return value.type === 'error' ? { error: value.error ?? cutOff() } : { part: value }
  } catch (error) {
    return { error: error ?? cutOff() }
  }
}

function cutOff(): Error {
  return Object.assign(new Error('The stream ended before the answer did'), { code: 'ECONNRESET' })
}
