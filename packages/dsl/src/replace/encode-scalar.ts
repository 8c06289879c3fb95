import type { SourceScalar } from '../source/yaml-tree.ts'
import { plainValue } from '../source/plain-value.ts'

/** How a text may be written in place of an old scalar. */
export interface ScalarFrame {
  readonly scalar: SourceScalar
  /** The old scalar as it stands in the source. */
  readonly written: string
  readonly lineEnd: '\n' | '\r\n'
}

/**
 * Writes a text in the old scalar's style where PyYAML and stricter readers are sure to get it back, else in
 * double quotes on one line, which can hold any text.
 */
export function encodeInStyle(text: string, frame: ScalarFrame): string {
  const { style } = frame.scalar
  if (style === 'block' && isBlockSafe(text)) return encodeBlock(text, frame)
  if (style === 'plain' && isPlainSafe(text, frame.scalar.inFlow)) return text
  if ((style === 'plain' || style === 'single') && isSingleSafe(text, frame.scalar.inFlow))
    return encodeSingle(text, frame)
  return encodeInDoubleQuotes(text, frame)
}

/**
 * Writes any text in double quotes on one line: JSON, and escapes for what PyYAML refuses raw (U+007F–U+009F, U+FFFE,
 * U+FFFF), breaks lines at (U+0085, U+2028, U+2029) or may drop (U+FEFF). Astral characters stay: PyYAML reads an
 * escaped surrogate pair as two characters.
 */
export function encodeInDoubleQuotes(text: string, frame: ScalarFrame): string {
  const quoted = JSON.stringify(text).replaceAll(/[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g, escapeCharacter)
  if (frame.scalar.style !== 'block') return quoted
  return quoted + headerTail(frame) + (frame.written.endsWith('\n') ? frame.lineEnd : '')
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** The comment after a block header, which stays. */
function headerTail({ written }: ScalarFrame): string {
  return /^[|>][-+\d]*([^\r\n]*)/.exec(written)?.[1]?.trimEnd() ?? ''
}

/** Every character prints, and none is a line break, a tab, or one that readers treat each in their way. */
const printable = /^[\x20-\x7E\xA0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD\u{10000}-\u{10FFFF}]*$/u

/** A block needs a line without a blank before it to show its indentation, and one with ink to end on. */
function isBlockSafe(text: string): boolean {
  const lines = text.split('\n')
  const first = lines.find((line) => line !== '') ?? ''
  const last = lines.findLast((line) => line !== '') ?? ''
  return /^\S/.test(first) && /\S/.test(last) && printable.test(text.replaceAll(/[\n\t]/g, ''))
}

function encodeBlock(text: string, frame: ScalarFrame): string {
  const { lineEnd } = frame
  const chomping = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-'
  const indent = ' '.repeat(blockIndent(frame))
  const lines = text.replace(/\n$/, '').split('\n')
  const body = lines.map((line) => (line === '' ? '' : indent + line)).join(lineEnd)
  return `|${chomping}${headerTail(frame)}${lineEnd}${body}${text.endsWith('\n') || frame.written.endsWith('\n') ? lineEnd : ''}`
}

/** The old block's own indentation where it shows one, else two columns inside the collection. */
function blockIndent({ scalar, written }: ScalarFrame): number {
  const [header = '', ...lines] = written.split('\n')
  const first = lines.find((line) => line.trim() !== '')
  const old = /^ */.exec(first ?? '')?.[0].length ?? 0
  return !/\d/.test(header.replace(/\s.*$/, '')) && old > scalar.indent ? old : scalar.indent + 2
}

/** Only letters begin it, nothing in it is an indicator, and no reader takes it for anything but text. */
function isPlainSafe(text: string, inFlow: boolean): boolean {
  return (
    /^\p{L}/u.test(text) &&
    !/\s$/.test(text) &&
    !/[:#\t]/.test(text) &&
    !(inFlow && /[,[\]{}?]/.test(text)) &&
    printable.test(text) &&
    plainValue(text) === text &&
    !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)
  )
}

/** Folding keeps no blanks beside a line break, and in a flow collection there is no indentation to rely on. */
function isSingleSafe(text: string, inFlow: boolean): boolean {
  const isOneLine = !text.includes('\n')
  return (
    printable.test(text.replaceAll('\n', '')) && (isOneLine || (!inFlow && !/ \n|\n /.test(text) && text.trim() !== ''))
  )
}

/** A line break is written as an empty line, as PyYAML does. */
function encodeSingle(text: string, { scalar, lineEnd }: ScalarFrame): string {
  const indent = ' '.repeat(scalar.indent + 2)
  const folded = text.replaceAll("'", "''").replaceAll(/\n+/g, (breaks) => lineEnd.repeat(breaks.length + 1) + indent)
  return `'${folded}'`
}
