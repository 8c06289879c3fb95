import type { ServerResponse } from 'node:http'

/** An answer that is no success, in Dify's form. */
export class Refusal extends Error {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>

  constructor(status: number, code: string, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.status = status
    this.body = { code, message, status, ...more }
  }
}

export function sendJson(response: ServerResponse, status: number, body?: unknown): void {
  if (response.headersSent || response.destroyed) return
  if (body === undefined) {
    response.writeHead(status).end()
    return
  }
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
