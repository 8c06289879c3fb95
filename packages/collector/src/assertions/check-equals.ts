import type { JsonValue } from '@autoopt/config'
import { decide, type Finding } from './finding.ts'
import { jsonEquals } from './json-equals.ts'
import type { Subject } from './read-subjects.ts'
import { valueText } from './value-text.ts'

/**
 * Whether the output is the expected value, to the letter for text. A list or an object equals the same JSON, written as text or
 * not, in any order of keys; text that is JSON equals an output that is that value; other values equal their text.
 */
export function checkEquals({ value, text }: Subject, expected: JsonValue): Finding {
  const isEqual =
    typeof expected === 'object' && expected !== null
      ? equalsJson(value, expected)
      : equalsScalar(value, text, expected)
  return {
    ...decide(
      isEqual,
      isEqual ? 'The output equals the expected value.' : 'The output differs from the expected value.',
    ),
    expected: valueText(expected),
  }
}

function equalsJson(value: unknown, expected: unknown): boolean {
  return jsonEquals(typeof value === 'string' ? parsed(value) : value, expected)
}

function equalsScalar(value: unknown, text: string, expected: string | number | boolean | null): boolean {
  if (text === String(expected)) return true
  return typeof value !== 'string' && typeof expected === 'string' && jsonEquals(value, parsed(expected))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
