import { DslSyntaxError } from '../errors.ts'
import { PositionIndex } from './position-index.ts'

/**
 * What PyYAML's reader refuses (control characters, lone surrogates, U+FFFE and U+FFFF), and the characters that it
 * takes for line breaks where other YAML readers see text (U+0085, U+2028, U+2029, a carriage return alone).
 */
const unreadable = /[^\t\n\r\x20-\x7E\xA0-\u2027\u202A-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]|\r(?!\n)/u

/**
 * Refuses text that Dify's YAML reader does not load, or reads with other line breaks than everybody else.
 * @throws {@link DslSyntaxError} at the first such character.
 */
export function checkCharacters(source: string): void {
  const found = unreadable.exec(source)
  if (found === null) return
  const code = (source.codePointAt(found.index) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  const problem = lineBreaks.has(code)
    ? 'is a line break to Dify and to few others'
    : "is refused by Dify's YAML reader"
  throw new DslSyntaxError(
    `The raw character U+${code} ${problem}. Remove it, or write it as \\u${code} in a double-quoted text.`,
    new PositionIndex(source).describe(found.index),
  )
}

const lineBreaks = new Set(['000D', '0085', '2028', '2029'])
