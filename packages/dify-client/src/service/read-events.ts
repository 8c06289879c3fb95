import type { ReadableStreamReadResult } from 'node:stream/web'
import { createParser } from 'eventsource-parser'

export interface ReadEventsOptions {
  /** Milliseconds without a byte, pings included, after which the stream counts as cut. */
  readonly idleTimeoutMs: number
  readonly signal?: AbortSignal | undefined
}

/** How a stream ended that was not read to its end. */
export class StreamCut extends Error {
  override readonly name = 'StreamCut'
}

/**
 * Reads Dify's server-sent events as JSON objects. Pings have no data and say only that the stream lives; frames that are no
 * JSON object are passed over, since servers and proxies add comments of their own; an unfinished last frame is dropped.
 * @throws {@link StreamCut} when the connection breaks or falls silent, and the signal's reason when it aborts.
 */
export async function* readEvents(
  stream: ReadableStream<Uint8Array>,
  { idleTimeoutMs, signal }: ReadEventsOptions,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  const waiting: Readonly<Record<string, unknown>>[] = []
  const parser = createParser({
    onEvent: ({ data }) => {
      const event = parseObject(data)
      if (event !== undefined) waiting.push(event)
    },
  })
  const decoder = new TextDecoder()
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await readInTime(reader, idleTimeoutMs, signal)
      parser.feed(done ? decoder.decode() : decoder.decode(value, { stream: true }))
      yield* waiting.splice(0)
      if (done) return
    }
  } finally {
    // Also when the reader of events leaves early.
    await reader.cancel().catch(() => {})
  }
}

async function readInTime(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  idleTimeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  let timer: NodeJS.Timeout | undefined
  let onAbort: (() => void) | undefined
  const ended = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new StreamCut(`nothing came for ${idleTimeoutMs / 1000} s`))
    }, idleTimeoutMs)
    onAbort = () => {
      reject(signal?.reason as Error)
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    if (signal?.aborted) onAbort()
  })
  const read = reader.read().catch((cause: unknown) => {
    throw signal?.aborted ? signal.reason : new StreamCut('the connection broke', { cause })
  })
  try {
    return await Promise.race([read, ended])
  } finally {
    read.catch(() => {})
    clearTimeout(timer)
    if (onAbort) signal?.removeEventListener('abort', onAbort)
  }
}

function parseObject(data: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(data)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
