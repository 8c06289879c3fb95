import { isNumber } from './python-number.ts'
import { FileValue } from './file-value.ts'
import { isList, reprNumber } from './python-text.ts'
import type { Value } from './value.ts'

export interface PythonJsonOptions {
  /** Writes everything beyond ASCII as `\uXXXX`. */
  readonly ensureAscii?: boolean
  /** Spaces for each level; without it everything stands on one line, with `", "` and `": "`. */
  readonly indent?: number
}

/** `json.dumps(value)` of CPython. */
export function pythonJson(value: Value, options: PythonJsonOptions = {}): string {
  return write(value, options, 0)
}

function write(value: Value, options: PythonJsonOptions, depth: number): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return writeString(value, options.ensureAscii ?? false)
  if (isNumber(value)) return writeNumber(reprNumber(value))
  if (value instanceof FileValue) return write(value.toJSON(), options, depth)
  if (isList(value)) {
    return wrap(
      '[]',
      value.map((item) => write(item, options, depth + 1)),
      options,
      depth,
    )
  }
  const items = Object.entries(value).map(
    ([key, item]) => `${writeString(key, options.ensureAscii ?? false)}: ${write(item, options, depth + 1)}`,
  )
  return wrap('{}', items, options, depth)
}

function wrap(brackets: '[]' | '{}', items: readonly string[], { indent }: PythonJsonOptions, depth: number): string {
  const [open, close] = brackets
  if (items.length === 0) return brackets
  if (indent === undefined) return `${open}${items.join(', ')}${close}`
  const inner = ' '.repeat(indent * (depth + 1))
  return `${open}\n${inner}${items.join(`,\n${inner}`)}\n${' '.repeat(indent * depth)}${close}`
}

function writeNumber(text: string): string {
  return specialNumbers[text] ?? text
}

const specialNumbers: Readonly<Record<string, string>> = { nan: 'NaN', inf: 'Infinity', '-inf': '-Infinity' }

function writeString(text: string, ensureAscii: boolean): string {
  // JSON.stringify also escapes what Python leaves alone: halves of surrogate pairs.
  const json = JSON.stringify(text)
  if (!ensureAscii) return json
  return json.replace(/[\u007F-\uFFFF]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
