/** Careful access to values whose shape nobody has promised. */

export type UntypedRecord = Readonly<Record<string, unknown>>

/** The value itself when it is a mapping, else an empty one. */
export function recordOf(value: unknown): UntypedRecord {
  return isRecord(value) ? value : {}
}

/** The value itself when it is a sequence, else an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The value itself when it is a string. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** What stands at a path; `undefined` where a step leads nowhere. Inherited properties are never seen. */
export function valueAtPath(value: unknown, path: readonly (string | number)[]): unknown {
  let current = value
  for (const step of path) {
    if (!isContainer(current) || !Object.hasOwn(current, step)) return undefined
    current = (current as UntypedRecord)[step]
  }
  return current
}

/** The field of a mapping; `undefined` for anything else. */
export function fieldOf(value: unknown, ...path: readonly string[]): unknown {
  return valueAtPath(value, path)
}

/** Whether the value is a mapping. */
export function isRecord(value: unknown): value is UntypedRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
