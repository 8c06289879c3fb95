import { z } from 'zod'
import { InvalidVersionError, type RecordIssue } from './errors.ts'
import { frozenJson, NotJsonError } from './frozen-json.ts'
import { type PromptVersion, promptVersionSchema } from './records.ts'

/**
 * Checks that a value is a record that every store can keep, and returns a deep-frozen copy that shares nothing with it.
 * Properties that are `undefined` are left out, as in JSON.
 * @throws {@link InvalidVersionError} when it does not fit `promptVersionSchema` or holds anything that is not JSON.
 */
export function parseVersion(input: unknown): PromptVersion {
  const record = copyOf(input)
  const result = promptVersionSchema.safeParse(record)
  if (!result.success) throw invalid(input, issuesOf(result.error), result.error)
  // Not `result.data`: the schema only checks, and zod drops keys named `__proto__`.
  return record as PromptVersion
}

function copyOf(input: unknown): unknown {
  try {
    return frozenJson(input)
  } catch (error) {
    if (!(error instanceof NotJsonError)) throw error
    throw invalid(input, [{ path: z.core.toDotPath(error.path), message: error.message }], error)
  }
}

function issuesOf(error: z.ZodError): RecordIssue[] {
  return error.issues.map(({ path, message }) => ({ path: z.core.toDotPath(path), message }))
}

function invalid(input: unknown, issues: readonly RecordIssue[], cause: Error): InvalidVersionError {
  const { prompt_id: promptId, version } = Object(input) as Record<string, unknown>
  return new InvalidVersionError(issues, { promptId, version }, { cause })
}
