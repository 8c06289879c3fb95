/**
 * The JSON objects and lists inside a text, such as prose with a fenced block.
 *
 * One pass: each bracket begins a value, which is read without recursion. Where it breaks off, those inner values that were
 * complete count, and the search goes on behind the break: whatever was still open there breaks off there as well. So the time
 * is linear in the text, save for quotation marks that open a string in vain: the search goes back to behind them once.
 */

/** One object or list, where it was found, outermost only. */
export interface JsonInText {
  readonly value: unknown
  /** Offsets in UTF-16 units. */
  readonly start: number
  readonly end: number
}

/** All objects and lists in the order of the text, those inside others left out. */
export function findJsonValues(text: string): JsonInText[] {
  const found: JsonInText[] = []
  const bracket = /[[{]/g
  for (let match = bracket.exec(text); match !== null; match = bracket.exec(text)) {
    const reading = readValue(text, match.index)
    for (const [start, end] of reading.complete) found.push({ value: JSON.parse(text.slice(start, end)), start, end })
    bracket.lastIndex = Math.max(match.index + 1, reading.resume)
  }
  return found
}

interface Reading {
  readonly complete: readonly (readonly [start: number, end: number])[]
  /** Where the search goes on. */
  readonly resume: number
}

interface Open {
  readonly start: number
  readonly isObject: boolean
  /** Complete values inside, in case this one never ends. */
  readonly inner: (readonly [number, number])[]
}

const token =
  /[ \t\n\r]*(?:([[{\]}:,])|("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y

/** What may come next: a value, a value or the end of the list, a key, a key or the end of the object, `:`, or `,` or the end. */
type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end'

function readValue(text: string, start: number): Reading {
  const stack: Open[] = []
  let expected = 'value' as Expected
  let lastString = -1
  let position = start
  for (;;) {
    token.lastIndex = position
    const match = token.exec(text)
    const [, mark, string] = match ?? []
    if (match === null || !fits(expected, mark, string !== undefined, stack.at(-1))) {
      const complete = stack.flatMap(({ inner }) => inner)
      return { complete, resume: lastString < 0 ? position : lastString + 1 }
    }
    const at = token.lastIndex - match[0].trimStart().length
    position = token.lastIndex
    lastString = string === undefined ? -1 : at
    if (mark === '[' || mark === '{') {
      stack.push({ start: at, isObject: mark === '{', inner: [] })
      expected = mark === '{' ? 'key-or-end' : 'value-or-end'
    } else if (mark === ']' || mark === '}') {
      const closed = stack.pop() as Open
      const outer = stack.at(-1)
      if (outer === undefined) return { complete: [[closed.start, position]], resume: position }
      outer.inner.push([closed.start, position])
      expected = 'comma-or-end'
    } else if (mark === ':') expected = 'value'
    else if (mark === ',') expected = stack.at(-1)?.isObject ? 'key' : 'value'
    else expected = expected === 'key' || expected === 'key-or-end' ? 'colon' : 'comma-or-end'
  }
}

function fits(expected: Expected, mark: string | undefined, isString: boolean, open: Open | undefined): boolean {
  const isEnd = open !== undefined && mark === (open.isObject ? '}' : ']')
  const isValue = mark === undefined || mark === '[' || mark === '{'
  switch (expected) {
    case 'value':
      return isValue
    case 'value-or-end':
      return isValue || isEnd
    case 'key':
      return isString
    case 'key-or-end':
      return isString || isEnd
    case 'colon':
      return mark === ':'
    case 'comma-or-end':
      return mark === ',' || isEnd
  }
}
