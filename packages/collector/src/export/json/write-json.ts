import type { PreparedSource } from '../export-source.ts'

/** One JSON document: `{ "summary": …, "results": […] }`, with a row on each line. */
export async function* writeJson(source: PreparedSource): AsyncGenerator<string, void, undefined> {
  yield `{\n"summary": ${JSON.stringify(await source.summary(), null, 2)},\n"results": [`
  let separator = '\n'
  for await (const result of source.results()) {
    yield `${separator}${JSON.stringify(result)}`
    separator = ',\n'
  }
  yield '\n]\n}\n'
}
