import { z } from 'zod'
import type { RecordIssue } from './errors.ts'
import { frozenJson, NotJsonError } from './frozen-json.ts'

/** What came of looking at a record: a deep-frozen copy of it, or everything that is wrong with it. */
export type ParsedRecord<Value> =
  | { readonly value: Value }
  | { readonly issues: readonly RecordIssue[]; readonly cause: Error }

/** Copies a record, and checks that the copy fits a schema that only checks. */
export function parseRecord<Schema extends z.ZodType>(schema: Schema, input: unknown): ParsedRecord<z.infer<Schema>> {
  const copy = copyOf(input)
  if ('issues' in copy) return copy
  const { success, error } = schema.safeParse(copy.value)
  // Not `data`: zod drops keys named `__proto__`.
  return success ? { value: copy.value as z.infer<Schema> } : { issues: error.issues.map(toIssue), cause: error }
}

function copyOf(input: unknown): ParsedRecord<unknown> {
  try {
    return { value: frozenJson(input) }
  } catch (error) {
    if (!(error instanceof NotJsonError)) throw error
    return { issues: [toIssue(error)], cause: error }
  }
}

function toIssue({ path, message }: { readonly path: PropertyKey[]; readonly message: string }): RecordIssue {
  return { path: z.core.toDotPath(path), message }
}
