import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'

/** What is told about a stream as it is read. Exactly one of `finished` and `failed` is called, once. */
export interface StreamTap {
  /** Each part, in order. What it returns is passed on in the part's place. */
  part?(part: LanguageModelV4StreamPart): LanguageModelV4StreamPart
  /** The stream came to its regular end, which its reader learns of after this. */
  finished?(): void | Promise<void>
  /** The stream broke, said that it failed, or was not read to its end. */
  failed?(error: unknown): void
}

type Parts = ReadableStream<LanguageModelV4StreamPart>

/**
 * The same stream, watched. It reads on by itself, so that a call whose answer nobody reads comes to its end all the same
 * and gives back what it holds. An answer is small enough to be kept.
 */
export function tapStream(stream: Parts, tap: StreamTap): Parts {
  const reader = stream.getReader()
  let isOver = false
  const over = async (tell: () => void | Promise<void>) => {
    if (isOver) return
    isOver = true
    await tell()
  }
  return new ReadableStream<LanguageModelV4StreamPart>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) {
            await over(() => tap.finished?.())
            controller.close()
            return
          }
          const part = tap.part?.(value) ?? value
          if (part.type === 'error') await over(() => tap.failed?.(part.error))
          controller.enqueue(part)
        } catch (error) {
          await over(() => tap.failed?.(error))
          controller.error(error)
        }
      },
      async cancel(reason) {
        await over(() => tap.failed?.(reason ?? new DOMException('The stream was not read to its end', 'AbortError')))
        await reader.cancel(reason)
      },
    },
    { highWaterMark: Number.POSITIVE_INFINITY },
  )
}
