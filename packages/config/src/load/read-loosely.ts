/** The value under a key; `undefined` when there is none or nothing to have keys. */
export function field(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key))
    return undefined
  return (value as Record<string, unknown>)[key]
}

/** The list under a key; empty when there is none. */
export function list(value: unknown, key: string): readonly unknown[] {
  const items = field(value, key)
  return Array.isArray(items) ? items : []
}

/** The text under a key; `undefined` when there is none. */
export function text(value: unknown, key: string): string | undefined {
  const found = field(value, key)
  return typeof found === 'string' ? found : undefined
}

/** The keys of the map under a key; empty when there is none. */
export function keys(value: unknown, key: string): readonly string[] {
  const found = field(value, key)
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? Object.keys(found) : []
}
