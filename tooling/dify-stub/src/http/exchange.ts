import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal } from './reply.ts'

type Values = Readonly<Record<string, unknown>>

/** One request, read to its end, and the way to answer it. */
export interface Exchange {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
  /** The body as a JSON object; `{}` when there is none. */
  readonly json: Values
  readonly response: ServerResponse
}

export async function readExchange(request: IncomingMessage, response: ServerResponse): Promise<Exchange> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const url = new URL(request.url ?? '/', 'http://stub')
  const body = Buffer.concat(chunks)
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body,
    json: parseBody(body, request.headers['content-type'] ?? ''),
    response,
  }
}

function parseBody(body: Buffer, type: string): Values {
  if (body.length === 0 || type.startsWith('multipart/')) return {}
  try {
    return Object(JSON.parse(body.toString('utf8'))) as Values
  } catch {
    throw new Refusal(400, 'invalid_param', 'Failed to decode JSON object')
  }
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** One page of a list, with the counts that Dify gives beside it. */
export function pageOf<Item>(items: readonly Item[], query: URLSearchParams) {
  const page = Math.max(1, Number(query.get('page') ?? 1))
  const limit = Math.min(100, Math.max(1, Number(query.get('limit') ?? 20)))
  const data = items.slice((page - 1) * limit, page * limit)
  return { page, limit, total: items.length, has_more: page * limit < items.length, data }
}
