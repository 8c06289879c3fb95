/** Reading what a file may or may not hold. */
import { FileValue } from '../values/file-value.ts'

export type UntypedRecord = Readonly<Record<string, unknown>>

/** The value when it is a mapping, else an empty one. */
export function recordOf(value: unknown): UntypedRecord {
  return isRecord(value) ? value : {}
}

/** Whether the value is a mapping. */
export function isRecord(value: unknown): value is UntypedRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof FileValue)
}

/** The value when it is a list, else an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The value when it is text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** A node id: text, or a number that somebody forgot to quote. */
export function idOf(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : textOf(value)
}

/** A path to a variable; empty when the value is none. */
export function selectorOf(value: unknown): readonly string[] {
  return listOf(value).flatMap((step) => idOf(step) ?? [])
}
