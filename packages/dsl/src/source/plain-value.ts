/**
 * What PyYAML makes of a plain scalar: YAML 1.1 by the resolvers of its `SafeLoader`, which is what Dify loads with.
 *
 * - `yes`, `No`, `ON` are booleans; `y` and `n` are strings.
 * - `010` is octal, `12:30` is sexagesimal (750), `1_000` is 1000, `0b11` is 3; `000568` and `1e3` are strings.
 * - A timestamp stays the text it is written as: PyYAML makes a date of it, which JSON has no form for.
 * - Integers beyond 2^53 become the nearest double, as `JSON.parse` reads them.
 */
export function plainValue(source: string): unknown {
  if (!mayBeTyped.test(source)) return source
  if (nullPattern.test(source)) return null
  if (booleanPattern.test(source)) return trueWords.has(source.toLowerCase())
  if (integerPattern.test(source)) return integerOf(source.replaceAll('_', ''))
  if (floatPattern.test(source)) return floatOf(source.replaceAll('_', '').toLowerCase())
  return source
}

const mayBeTyped = /^(?:$|[-+.~\dnNtTfFyYoO])/
const nullPattern = /^(?:~|null|Null|NULL|)$/
const booleanPattern = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/
const trueWords = new Set(['yes', 'true', 'on'])
const integerPattern =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][\d_]*)|[-+]?0x[\da-fA-F_]+|[-+]?[1-9][\d_]*(?::[0-5]?\d)+)$/
const floatPattern =
  /^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\.\d[\d_]*(?:[eE][-+]\d+)?|[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/

function integerOf(source: string): number {
  const [sign, digits] = splitSign(source)
  if (digits.startsWith('0b')) return sign * Number.parseInt(digits.slice(2), 2)
  if (digits.startsWith('0x')) return sign * Number.parseInt(digits.slice(2), 16)
  if (digits.includes(':')) return sign * sexagesimal(digits)
  if (digits.length > 1 && digits.startsWith('0')) return sign * Number.parseInt(digits, 8)
  return sign * Number(digits)
}

function floatOf(source: string): number {
  const [sign, digits] = splitSign(source)
  if (digits === '.inf') return sign * Number.POSITIVE_INFINITY
  if (digits === '.nan') return Number.NaN
  return sign * (digits.includes(':') ? sexagesimal(digits) : Number(digits))
}

function splitSign(source: string): [sign: 1 | -1, digits: string] {
  const sign = source.startsWith('-') ? -1 : 1
  return [sign, /^[-+]/.test(source) ? source.slice(1) : source]
}

function sexagesimal(digits: string): number {
  return digits.split(':').reduce((total, part) => total * 60 + Number(part), 0)
}
