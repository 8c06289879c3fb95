import type { PythonFloat } from '../sandbox/python-float.ts'
import type { FileValue } from './file-value.ts'

/**
 * A value of a run, as Python would hold it: a whole `number` is an `int`, any other a `float`; {@link PythonFloat} is a float that
 * happens to be whole, `bigint` an integer that a `number` cannot hold exactly. Values are never changed in place.
 */
export type Value =
  | null
  | boolean
  | string
  | number
  | bigint
  | PythonFloat
  | FileValue
  | readonly Value[]
  | { readonly [key: string]: Value }

export type Values = Readonly<Record<string, Value>>

/** A path to a value: node id (or `sys`, `env`, `conversation`), name, keys inside the value. */
export type Selector = readonly string[]

/** The behaviours of Dify that a run can follow: 0.15.3 or 1.12.1. */
export type DifyVersion = '0.15' | '1.12'
