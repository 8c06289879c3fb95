import type { PreparedSource } from '../export-source.ts'

/** Each row as one line of JSON, as in `results.jsonl`. */
export async function* writeJsonl(source: PreparedSource): AsyncGenerator<string, void, undefined> {
  for await (const result of source.results()) yield `${JSON.stringify(result)}\n`
}
