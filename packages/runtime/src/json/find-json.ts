import { readSandboxJson } from '../sandbox/sandbox-json.ts'
import type { Value } from '../values/value.ts'

/** The first object or list in a text that is valid JSON; `undefined` when there is none. */
export function findJson(text: string): Value | undefined {
  for (let start = text.search(/[{[]/); start >= 0; start = nextBracket(text, start + 1)) {
    const value = parse(balanced(text, start))
    if (value !== undefined) return value
  }
  return undefined
}

function nextBracket(text: string, from: number): number {
  const at = text.slice(from).search(/[{[]/)
  return at < 0 ? -1 : from + at
}

/** From a bracket to the one that closes it. Brackets inside strings count too, as they do on Dify. */
function balanced(text: string, start: number): string {
  const open: string[] = []
  for (let at = start; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (character === '{' || character === '[') open.push(character)
    if (character !== '}' && character !== ']') continue
    if (open.pop() !== (character === '}' ? '{' : '[')) return text.slice(start, at)
    if (open.length === 0) return text.slice(start, at + 1)
  }
  return ''
}

function parse(text: string): Value | undefined {
  try {
    return text === '' ? undefined : readSandboxJson(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
