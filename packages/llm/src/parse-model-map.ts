import { UnknownModelError } from './errors.ts'

/**
 * Reads `from=to` pairs. `from` is a model of the app file, as `provider/name`, `name`, `provider/*` or `*`; `to` is a
 * name for `findModel`.
 *
 * @throws {@link UnknownModelError} when a pair has no `=` or an empty side.
 */
export function parseModelMap(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(pairs.map(parsePair))
}

function parsePair(pair: string): [from: string, to: string] {
  const equals = pair.indexOf('=')
  const [from, to] = [pair.slice(0, Math.max(0, equals)).trim(), pair.slice(equals + 1).trim()]
  if (from === '' || to === '') {
    throw new UnknownModelError(
      `${JSON.stringify(pair)} maps no model to another; write <model of the app file>=<your model>, e.g. openai/gpt-4o=local`,
      { pair },
    )
  }
  return [from, to]
}
