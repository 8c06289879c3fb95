import { UncheckableError } from '../errors.ts'

/**
 * An output as text: text as it is, anything else as JSON.
 *
 * @throws {@link UncheckableError} when JSON cannot hold the value, or it is nested too deeply.
 */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === undefined) return ''
  try {
    return JSON.stringify(value)
  } catch (cause) {
    throw new UncheckableError(`the output cannot be written as JSON (${String(cause)})`, {}, { cause })
  }
}
