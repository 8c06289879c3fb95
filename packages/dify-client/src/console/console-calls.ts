import type { z } from 'zod'
import { parseRecord } from '../request/read-record.ts'
import type { Call, Transport } from '../request/transport.ts'
import type { ConsoleSession } from './console-session.ts'

/** Calls of the console, each signed in, each read as a record. */
export class ConsoleCalls {
  readonly transport: Transport
  readonly #session: ConsoleSession

  constructor(transport: Transport, session: ConsoleSession) {
    this.transport = transport
    this.#session = session
  }

  /** @param path below `/console/api`. */
  async read<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    options: CallOptions = {},
  ): Promise<z.infer<Schema>> {
    const call = consoleCall(path, options)
    const answer = await this.#session.call(call, async (signed) => this.transport.json(signed))
    return parseRecord(this.transport, call, { schema, answer })
  }

  /** Makes a call whose answer says nothing. */
  async do(path: string, options: CallOptions): Promise<void> {
    await this.#session.call(consoleCall(path, options), async (signed) => this.transport.json(signed))
  }

  /** Begins to read a stream of events. */
  async stream(path: string, options: CallOptions): Promise<ReadableStream<Uint8Array>> {
    return this.#session.call(consoleCall(path, options), async (signed) => this.transport.stream(signed))
  }
}

export type CallOptions = Partial<Pick<Call, 'method' | 'query' | 'body' | 'signal' | 'isRepeatable' | 'timeoutMs'>>

function consoleCall(path: string, { method = 'GET', ...rest }: CallOptions): Call {
  return { method, path: `/console/api${path}`, ...rest }
}
