/** What may come next; `end` is the bracket that closes what is open. */
type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing'

const token =
  // oxlint-disable-next-line no-control-regex -- JSON forbids them in texts
  /\s*(?:(?<sign>[[\]{},:])|(?<text>"(?:[^"\\\u0000-\u001F]+|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*")|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?|true|false|null)/uy

/** Where a text that is not JSON ceases to be: the offset of the first token that is wrong there. `JSON.parse` does not always tell. */
export function findJsonFault(text: string): number {
  const open: ('[' | '{')[] = []
  let expected: Expected = 'value'
  let offset = 0
  while (offset < text.length) {
    token.lastIndex = offset
    const found = token.exec(text)
    const next: Expected | undefined | null =
      found && follow(expected, found.groups?.['sign'] ?? (found.groups?.['text'] ? 'text' : 'word'), open)
    if (!next) break
    expected = next
    offset = token.lastIndex
  }
  return offset + (/^\s*/.exec(text.slice(offset))?.[0].length ?? 0)
}

/** What may follow a token; `undefined` when the token itself may not stand there. */
function follow(expected: Expected, kind: string, open: ('[' | '{')[]): Expected | undefined {
  const isKey = expected === 'key' || expected === 'key or end'
  const isValue = expected === 'value' || expected === 'value or end'
  const afterValue = (): Expected => (open.length === 0 ? 'nothing' : 'comma or end')
  switch (kind) {
    case '[':
    case '{':
      if (!isValue) return undefined
      open.push(kind)
      return kind === '[' ? 'value or end' : 'key or end'
    case ']':
    case '}':
      if (!expected.endsWith('or end') || open.at(-1) !== (kind === ']' ? '[' : '{')) return undefined
      open.pop()
      return afterValue()
    case ',':
      if (expected !== 'comma or end') return undefined
      return open.at(-1) === '[' ? 'value' : 'key'
    case ':':
      return expected === 'colon' ? 'value' : undefined
    case 'text':
      if (isKey) return 'colon'
      return isValue ? afterValue() : undefined
    default:
      return isValue ? afterValue() : undefined
  }
}
