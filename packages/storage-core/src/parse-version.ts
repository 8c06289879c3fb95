import { InvalidVersionError } from './errors.ts'
import { parseRecord } from './parse-record.ts'
import { type PromptVersion, promptVersionSchema } from './records.ts'

/**
 * Checks that a value is a record that every store can keep, and returns a deep-frozen copy that shares nothing with it.
 * Properties that are `undefined` are left out, as in JSON.
 * @throws {@link InvalidVersionError} when it does not fit `promptVersionSchema` or holds anything that is not JSON.
 */
export function parseVersion(input: unknown): PromptVersion {
  const parsed = parseRecord(promptVersionSchema, input)
  if ('value' in parsed) return parsed.value
  const { prompt_id: promptId, version } = Object(input) as Record<string, unknown>
  throw new InvalidVersionError(parsed.issues, { promptId, version }, { cause: parsed.cause })
}
