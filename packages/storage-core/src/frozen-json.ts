/** Far beyond any real record, and far below what the stack of a parser or of a comparison can take. */
const maxDepth = 200

/** Thrown by {@link frozenJson}; never leaves this package. */
export class NotJsonError extends Error {
  /** Where in the value, from the outside in. Grows at its front while the error passes through the containers. */
  readonly path: PropertyKey[] = []
}

/**
 * Copies a JSON value and freezes the copy through and through. As `JSON.stringify` does, it leaves out properties that
 * are `undefined` and reads -0 as 0; unlike it, it refuses everything else that would not come back the same.
 * @throws {@link NotJsonError} for functions, symbols, bigints, NaN, infinities, dates and other class instances, holes
 * and `undefined` in arrays, and values nested deeper than 200 levels, which includes circular ones.
 */
export function frozenJson(value: unknown, depth = 0): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return jsonNumber(value)
  if (typeof value !== 'object') throw new NotJsonError(`JSON cannot hold a value of type ${typeof value}`)
  if (depth >= maxDepth) throw new NotJsonError(`nested deeper than ${maxDepth} levels, or circular`)
  return Array.isArray(value) ? frozenArray(value, depth) : frozenObject(value, depth)
}

function jsonNumber(value: number): number {
  if (!Number.isFinite(value)) throw new NotJsonError(`JSON cannot hold the number ${value}`)
  return value === 0 ? 0 : value
}

function frozenArray(items: readonly unknown[], depth: number): unknown {
  const copy: unknown[] = []
  try {
    // By index, which does not skip holes.
    while (copy.length < items.length) copy.push(frozenJson(items[copy.length], depth + 1))
  } catch (error) {
    throw within(copy.length, error)
  }
  return Object.freeze(copy)
}

function frozenObject(value: object, depth: number): unknown {
  if (!isPlain(value)) throw new NotJsonError('JSON cannot hold a class instance; expected a plain object')
  const copy: Record<string, unknown> = {}
  let current = ''
  try {
    for (const key of Object.keys(value)) {
      current = key
      const item = (value as Record<string, unknown>)[key]
      if (item !== undefined) setProperty(copy, key, frozenJson(item, depth + 1))
    }
  } catch (error) {
    throw within(current, error)
  }
  return Object.freeze(copy)
}

/** An assignment to `__proto__` would set the prototype. */
function setProperty(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value
  else Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
}

function within(key: PropertyKey, error: unknown): unknown {
  if (error instanceof NotJsonError) error.path.unshift(key)
  return error
}

/** Its prototype is null or the root of some realm: objects of another realm are plain too. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}
