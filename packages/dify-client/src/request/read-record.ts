import type { z } from 'zod'
import { DifyResponseError } from '../errors.ts'
import type { Answer, Call, Transport } from './transport.ts'

/** Makes a call and reads its answer as a record. @throws a `DifyError`, also for an answer that is no such record. */
export async function readRecord<Schema extends z.ZodType>(
  transport: Transport,
  call: Call,
  schema: Schema,
): Promise<z.infer<Schema>> {
  return parseRecord(transport, call, { schema, answer: await transport.json(call) })
}

/** Reads an answer as a record. */
export function parseRecord<Schema extends z.ZodType>(
  { host }: Transport,
  { method, path }: Call,
  { schema, answer }: { readonly schema: Schema; readonly answer: Answer },
): z.infer<Schema> {
  const parsed = schema.safeParse(answer.body)
  if (parsed.success) return parsed.data
  // Paths only: what stands there may be secret.
  const where = parsed.error.issues.map(({ path: at, message }) => `${at.join('.') || 'the answer'}: ${message}`)
  const message = `${host} answered ${method} ${path} in a form that this client does not know (${where.slice(0, 3).join('; ')}).`
  throw new DifyResponseError(message, { call: `${method} ${path}`, host, status: answer.status })
}
