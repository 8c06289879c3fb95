/** Far beyond any real record, and far below what the stack of a parser or of a comparison can take. */
const maxDepth = 200

/** Thrown by {@link frozenJson}; never leaves this package. */
export class NotJsonError extends Error {
  readonly path: PropertyKey[]

  constructor(message: string, path: readonly PropertyKey[]) {
    super(message)
    this.path = [...path]
  }
}

/**
 * Copies a JSON value and freezes the copy through and through. As `JSON.stringify` does, it leaves out properties that
 * are `undefined` and reads -0 as 0; unlike it, it refuses everything else that would not come back the same.
 * @throws {@link NotJsonError} for functions, symbols, bigints, NaN, infinities, dates and other class instances, holes
 * and `undefined` in arrays, and values nested deeper than 200 levels, which includes circular ones.
 */
export function frozenJson(value: unknown, path: readonly PropertyKey[] = []): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return frozenNumber(value, path)
  if (typeof value !== 'object') throw new NotJsonError(`JSON cannot hold a value of type ${typeof value}`, path)
  if (path.length >= maxDepth) throw new NotJsonError(`nested deeper than ${maxDepth} levels, or circular`, path)
  if (Array.isArray(value)) return Object.freeze(Array.from(value, (item, index) => frozenJson(item, [...path, index])))
  return frozenObject(value, path)
}

function frozenNumber(value: number, path: readonly PropertyKey[]): number {
  if (!Number.isFinite(value)) throw new NotJsonError(`JSON cannot hold the number ${value}`, path)
  return value === 0 ? 0 : value
}

function frozenObject(value: object, path: readonly PropertyKey[]): unknown {
  if (!isPlain(value)) throw new NotJsonError('JSON cannot hold a class instance; expected a plain object', path)
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => [key, frozenJson(item, [...path, key])] as const)
  // `fromEntries` defines properties instead of assigning them, so that a key `__proto__` stays a key.
  return Object.freeze(Object.fromEntries(entries))
}

/** Its prototype is null or the root of some realm: objects of another realm are plain too. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
