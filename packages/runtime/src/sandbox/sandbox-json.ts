/** JSON as Python reads and writes it: integers of any length, and floats that stay floats when they are whole. */
import { PythonFloat } from './python-float.ts'
import type { SandboxValue } from './sandbox.ts'

/** Writes a value. A {@link PythonFloat} gets its `.0`, a `bigint` all its digits. */
export function writeSandboxJson(value: SandboxValue): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (item instanceof PythonFloat) return rawJson(formatFloat(item.value))
    if (typeof item === 'bigint') return rawJson(String(item))
    if (typeof item === 'number' && !Number.isFinite(item)) throw new TypeError(`${item} cannot be written as JSON`)
    return item
  })
}

/**
 * Reads what Python wrote.
 *
 * @throws SyntaxError on anything but JSON, `NaN` and `Infinity` among it.
 */
export function readSandboxJson(text: string): SandboxValue {
  return parseWithSource(text, (_key, value, context) => {
    if (typeof value !== 'number' || context.source === undefined) return value
    if (/[.eE]/.test(context.source)) return Number.isInteger(value) ? new PythonFloat(value) : value
    return Number.isSafeInteger(value) ? value : BigInt(context.source)
  })
}

type Reviver = (key: string, value: SandboxValue, context: { readonly source?: string }) => SandboxValue

/** The third argument of the reviver and `rawJSON` are younger than the library of types. */
const parseWithSource = JSON.parse as unknown as (text: string, reviver: Reviver) => SandboxValue
const rawJson = (JSON as unknown as { readonly rawJSON: (text: string) => unknown }).rawJSON

function formatFloat(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value)
  return /[.e]/.test(text) ? text : `${text}.0`
}
