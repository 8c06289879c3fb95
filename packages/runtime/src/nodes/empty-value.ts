import type { SegmentType } from '../values/segment-type.ts'
import type { Value } from '../values/value.ts'

/** What a cleared variable of a type holds. */
export function emptyValue(type: SegmentType): Value {
  return type.startsWith('array') ? [] : (emptyValues[type] ?? null)
}

const emptyValues: Readonly<Partial<Record<SegmentType, Value>>> = {
  object: {},
  string: '',
  integer: 0,
  float: 0,
  boolean: false,
}
