import { jsonrepair } from 'jsonrepair'
import type { z } from 'zod'
import { findJsonValues } from '../assertions/find-json-values.ts'

/**
 * The last JSON object in an answer that has the asked shape. Thoughts, fences and prose around it do not matter; where no object is
 * sound, slips that do not change its meaning (commas, quotation marks) are mended. `undefined` when there is none.
 */
export function parseJudgeAnswer<Answer>(text: string, schema: z.ZodType<Answer>): Answer | undefined {
  const said = withoutThoughts(text)
  const candidates = findJsonValues(said).map(({ value }) => value)
  return lastThatFits(candidates, schema) ?? lastThatFits(mended(said), schema)
}

/** Some servers swallow the tag that begins the thoughts, so all up to the last end of thoughts is dropped. */
function withoutThoughts(text: string): string {
  const ends = [...text.matchAll(/<\/think(?:ing)?>/gi)]
  const last = ends.at(-1)
  return last === undefined ? text : text.slice(last.index + last[0].length)
}

function lastThatFits<Answer>(candidates: readonly unknown[], schema: z.ZodType<Answer>): Answer | undefined {
  for (const candidate of candidates.toReversed()) {
    const parsed = schema.safeParse(candidate)
    if (parsed.success) return parsed.data
  }
  return undefined
}

function mended(text: string): unknown[] {
  const [start, end] = [text.indexOf('{'), text.lastIndexOf('}')]
  if (start < 0 || end < start) return []
  try {
    return [JSON.parse(jsonrepair(text.slice(start, end + 1)))]
  } catch {
    return []
  }
}
