/** `str()` and `repr()` of CPython for the values of a run. */
import { FileValue } from './file-value.ts'
import { isInteger, isNumber, toDouble } from './python-number.ts'
import type { PythonNumber } from './python-number.ts'
import type { Value } from './value.ts'

/** `str(value)`. */
export function pythonText(value: Value): string {
  return typeof value === 'string' ? value : pythonRepr(value)
}

/** `repr(value)`. */
export function pythonRepr(value: Value): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return reprString(value)
  if (isNumber(value)) return reprNumber(value)
  if (value instanceof FileValue) return pythonRepr(value.toJSON())
  if (isList(value)) return `[${value.map(pythonRepr).join(', ')}]`
  const items = Object.entries(value).map(([key, item]) => `${reprString(key)}: ${pythonRepr(item)}`)
  return `{${items.join(', ')}}`
}

/** `repr()` of an `int` or a `float`. */
export function reprNumber(value: PythonNumber): string {
  return isInteger(value) ? String(value) : reprFloat(toDouble(value))
}

/** Python switches to exponents at 1e16 and below 1e-4, JavaScript at 1e21 and below 1e-6; the digits are the same. */
function reprFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e')
  const exponent = Number(exponentText)
  if (exponent >= 16 || exponent < -4) {
    const sign = exponent < 0 ? '-' : '+'
    return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  const text = exponent < 0 ? smallFloat(mantissa, exponent) : String(value)
  return text.includes('.') ? text : `${text}.0`
}

function smallFloat(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : ''
  return `${sign}0.${'0'.repeat(-exponent - 1)}${mantissa.replace(/[-.]/g, '')}`
}

function reprString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const body = text.replace(/[\\'"]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => escapeCharacter(character, quote))
  return `${quote}${body}${quote}`
}

function escapeCharacter(character: string, quote: string): string {
  if (character === '"' || character === "'") return character === quote ? `\\${character}` : character
  const short = shortEscapes[character]
  if (short !== undefined) return short
  const code = character.codePointAt(0) ?? 0
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`
}

const shortEscapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Whether the value is a list. (`Array.isArray` forgets the type of read-only arrays.) */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value)
}
