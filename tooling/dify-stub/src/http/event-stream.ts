import type { ServerResponse } from 'node:http'

/** A stream of server-sent events as Dify sends them: frames of data alone, and pings without data. */
export class EventStream {
  readonly #response: ServerResponse
  readonly #isOld: boolean
  readonly #ping: NodeJS.Timeout
  #isDropped = false

  /** @param isOld whether JSON has blanks and ASCII escapes, as 0.15 writes it. */
  constructor(response: ServerResponse, { isOld, pingMs }: { readonly isOld: boolean; readonly pingMs: number }) {
    this.#response = response
    this.#isOld = isOld
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    response.flushHeaders()
    this.#ping = setInterval(() => response.write('event: ping\n\n'), pingMs)
    response.on('close', () => {
      clearInterval(this.#ping)
    })
  }

  send(event: object): void {
    if (this.#isDropped || this.#response.destroyed) return
    this.#response.write(`data: ${this.#isOld ? asPython(event) : JSON.stringify(event)}\n\n`)
  }

  end(): void {
    clearInterval(this.#ping)
    if (!this.#isDropped) this.#response.end()
  }

  /** Breaks the connection behind what was sent. */
  drop(): void {
    if (this.#isDropped) return
    this.#isDropped = true
    clearInterval(this.#ping)
    this.#response.socket?.end()
  }
}

/** As `json.dumps` writes it. */
function asPython(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asPython).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined)
    return `{${entries.map(([key, item]) => `${asPython(key)}: ${asPython(item)}`).join(', ')}}`
  }
  const text = JSON.stringify(value)
  return text.replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
