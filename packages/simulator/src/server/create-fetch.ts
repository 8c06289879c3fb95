import { setTimeout as sleep } from 'node:timers/promises'
import type { Call, Reply } from './reply.ts'

/** A `fetch` that asks nobody: it answers by itself, with streams, aborts and broken connections like the real one. */
export function createFetch(answer: (call: Call) => Reply): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    request.signal.throwIfAborted()
    const { chunks, status, headers, isCut, delayMs } = answer({
      method: request.method,
      path: new URL(request.url).pathname,
      header: (name) => request.headers.get(name) ?? undefined,
      body: await request.text(),
    })
    // A fetch rejects with the signal's own reason, which a timer wraps.
    if (delayMs > 0)
      await sleep(delayMs, undefined, { signal: request.signal }).catch(() => request.signal.throwIfAborted())
    const sent = isCut ? half(chunks) : chunks
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const chunk of sent) controller.enqueue(new TextEncoder().encode(chunk))
        if (isCut)
          controller.error(new TypeError('terminated', { cause: new Error('the simulated connection was cut') }))
        else controller.close()
      },
    })
    return new Response(body, { status, headers })
  }
}

/** The first half of the events; of a single body, the first half of its characters. */
export function half(chunks: readonly string[]): string[] {
  const [only = ''] = chunks
  if (chunks.length === 1) return [only.slice(0, Math.floor(only.length / 2))]
  return chunks.slice(0, Math.floor(chunks.length / 2))
}
