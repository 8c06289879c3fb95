/**
 * Freezes the built-in objects of this realm and all that they lead to, so that no code can change what another relies on.
 *
 * @param others Objects that are frozen with them.
 */
export function freezeIntrinsics(...others: readonly unknown[]): void {
  const seen = new Set<object>()
  const pending: unknown[] = intrinsicNames.map((name) => Reflect.get(globalThis, name))
  pending.push(
    ...others,
    Object.getPrototypeOf(async () => {}),
    Object.getPrototypeOf(function* () {}),
    Object.getPrototypeOf(async function* () {}),
    Object.getPrototypeOf([].values()),
    Object.getPrototypeOf(new Map().values()),
    Object.getPrototypeOf(new Set().values()),
    Object.getPrototypeOf(''.matchAll(/x/g)),
    Object.getPrototypeOf(''[Symbol.iterator]()),
    Object.getPrototypeOf(Uint8Array),
  )
  for (let value = pending.pop(); value !== undefined || pending.length > 0; value = pending.pop()) {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) continue
    seen.add(value)
    for (const key of Reflect.ownKeys(value)) {
      const property = Reflect.getOwnPropertyDescriptor(value, key)
      pending.push(property?.value, property?.get, property?.set)
    }
    pending.push(Reflect.getPrototypeOf(value))
    if (!ArrayBuffer.isView(value)) Object.freeze(value)
  }
}

const intrinsicNames = (
  'Object Function Array String Number Boolean Symbol BigInt Date RegExp Promise Proxy Reflect JSON Math Intl Map Set WeakMap WeakSet ' +
  'WeakRef FinalizationRegistry Iterator Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError ' +
  'ArrayBuffer SharedArrayBuffer Atomics DataView Uint8Array Float64Array'
).split(' ')
