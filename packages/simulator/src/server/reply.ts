/** An answer before it goes over a wire. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** One for a plain answer, one for each event of a stream. */
  readonly chunks: readonly string[]
  /** Whether the connection breaks off half-way. */
  readonly isCut: boolean
  readonly delayMs: number
}

/** What came over a wire. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly header: (name: string) => string | undefined
  readonly body: string
}

export function jsonReply(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    chunks: [JSON.stringify(body)],
    isCut: false,
    delayMs: 0,
  }
}

/** An error in the form that OpenAI's clients read. */
export function errorReply(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Reply {
  const types: Readonly<Record<number, string>> = {
    400: 'invalid_request_error',
    404: 'not_found_error',
    429: 'rate_limit_error',
  }
  const type = types[status] ?? 'server_error'
  return jsonReply(
    status,
    { error: { message: `Simulated model: ${message}`, type, code: type, param: null } },
    headers,
  )
}
