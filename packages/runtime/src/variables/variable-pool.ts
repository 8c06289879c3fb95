import { FileValue } from '../values/file-value.ts'
import { isDict } from '../values/python-compare.ts'
import { segmentType } from '../values/segment-type.ts'
import type { SegmentType } from '../values/segment-type.ts'
import type { Selector, Value, Values } from '../values/value.ts'
import { fileAttribute } from './file-attribute.ts'

type NodeVariables = ReadonlyMap<string, Value>

/**
 * The variables of a run: by node id (or `sys`, `env`, `conversation`) and name. Values are shared and never changed, so a copy costs
 * little.
 */
export class VariablePool {
  readonly #nodes: Map<string, NodeVariables>
  /** Of variables whose type was declared and outlives an empty or absent value. */
  readonly #types: Map<string, SegmentType>

  constructor(origin?: VariablePool) {
    this.#nodes = new Map(origin === undefined ? [] : origin.#nodes)
    this.#types = new Map(origin === undefined ? [] : origin.#types)
  }

  /**
   * The value at a path; further steps go into keys of objects and attributes of files. `undefined` when there is none, `null` when
   * it is there and holds nothing.
   */
  get(selector: Selector): Value | undefined {
    const [node, name, ...path] = selector
    if (node === undefined || name === undefined) return undefined
    const value = this.#nodes.get(node)?.get(name)
    if (path.length === 0 || value === undefined) return value
    return value instanceof FileValue ? fileAttribute(value, path[0] ?? '') : walk(value, path)
  }

  /** The declared type of a variable, else that of its value. */
  typeOf(selector: Selector): SegmentType | undefined {
    const value = this.get(selector)
    return value === undefined ? undefined : (this.#types.get(keyOf(selector)) ?? segmentType(value))
  }

  /** Adds or replaces a variable. Steps beyond the name are ignored. */
  set([node = '', name = '']: Selector, value: Value): void {
    this.#nodes.set(node, new Map(this.#nodes.get(node)).set(name, value))
  }

  /** Adds variables of one node. */
  setAll(node: string, values: Values): void {
    const variables = new Map(this.#nodes.get(node))
    for (const [name, value] of Object.entries(values)) variables.set(name, value)
    this.#nodes.set(node, variables)
  }

  /** Fixes the type of a variable. */
  declare(selector: Selector, type: SegmentType): void {
    this.#types.set(keyOf(selector), type)
  }

  /** All variables of one node, or of `sys`, `env`, `conversation`. */
  valuesOf(node: string): Record<string, Value> {
    return Object.fromEntries(this.#nodes.get(node) ?? [])
  }

  /** An independent pool with the same variables. */
  copy(): VariablePool {
    return new VariablePool(this)
  }
}

function keyOf([node = '', name = '']: Selector): string {
  return `${node}.${name}`
}

function walk(value: Value, path: readonly string[]): Value | undefined {
  let current: Value | undefined = value
  for (const step of path) current = isDict(current) && Object.hasOwn(current, step) ? current[step] : undefined
  return current
}
