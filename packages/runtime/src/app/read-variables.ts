import { PythonFloat } from '../sandbox/python-float.ts'
import type { SegmentType } from '../values/segment-type.ts'
import { segmentType } from '../values/segment-type.ts'
import { toValue } from '../values/to-value.ts'
import type { Value } from '../values/value.ts'
import type { DeclaredVariable } from './load-app.ts'
import { listOf, recordOf, textOf } from './untyped.ts'

/** Environment or conversation variables of a file. Those without a name are left out. */
export function readVariables(value: unknown): DeclaredVariable[] {
  return listOf(value).flatMap((item) => {
    const record = recordOf(item)
    const name = textOf(record['name'])
    if (name === undefined) return []
    const declared = textOf(record['value_type']) ?? 'string'
    return [{ name, ...typedValue(declared, toValue(record['value'])), secret: declared === 'secret' }]
  })
}

function typedValue(declared: string, value: Value): { readonly type: SegmentType; readonly value: Value } {
  if (declared === 'secret') return { type: 'string', value }
  if (declared === 'float' && typeof value === 'number') return { type: 'float', value: new PythonFloat(value) }
  if (declared === 'number') return { type: value === null ? 'float' : segmentType(value), value }
  return { type: declared as SegmentType, value }
}
