import { NodeError } from '../errors.ts'
import { readSandboxJson } from '../sandbox/sandbox-json.ts'
import { isDict } from '../values/python-compare.ts'
import { isList } from '../values/python-text.ts'
import type { DifyVersion, Value } from '../values/value.ts'

/**
 * Reads the JSON object in an answer as Dify's classifier does: between the first mark of a start and the last mark of an end, without
 * repairing anything. A list of one object counts as the object.
 *
 * @throws {@link NodeError} when there is none.
 */
export function parseJsonMarkdown(answer: string, dify: DifyVersion): { readonly [key: string]: Value } {
  const block = findBlock(answer.trim(), dify)
  if (block === undefined) throw new NodeError('could not find json block in the output.', { type: 'ValueError' })
  const value = parse(block)
  const [only] = isList(value) && value.length === 1 ? value : []
  const object = only ?? value
  if (isDict(object)) return object
  throw new NodeError('got invalid return object. expected a JSON object.', { type: 'OutputParserError' })
}

function findBlock(text: string, dify: DifyVersion): string | undefined {
  const lists = dify === '1.12'
  const starts = ['```json', '```', '``', '`', '{', ...(lists ? ['['] : [])]
  const ends = ['```', '``', '`', '}', ...(lists ? [']'] : [])]
  const opening = starts.find((mark) => text.includes(mark))
  if (opening === undefined) return undefined
  const isFence = opening.startsWith('`')
  const start = text.indexOf(opening) + (isFence ? opening.length : 0)
  const closing = ends.find((mark) => text.lastIndexOf(mark) >= start)
  if (closing === undefined) return undefined
  const end = text.lastIndexOf(closing) + (closing.startsWith('`') ? 0 : 1)
  return start < end ? text.slice(start, end).trim() : undefined
}

function parse(block: string): Value {
  try {
    return readSandboxJson(block)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw new NodeError(`got invalid json object. error: ${cause.message}`, { type: 'OutputParserError', cause })
  }
}
