/** Whether two JSON values are the same, whatever the order of keys. Knows no limit of depth. */
export function jsonEquals(left: unknown, right: unknown): boolean {
  const pairs: [unknown, unknown][] = [[left, right]]
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [first, second] = pair
    if (first === second) continue
    if (!isHolder(first) || !isHolder(second)) return false
    if (Array.isArray(first) !== Array.isArray(second)) return false
    const keys = Object.keys(first)
    if (keys.length !== Object.keys(second).length) return false
    for (const key of keys) {
      if (!Object.hasOwn(second, key)) return false
      pairs.push([first[key], second[key]])
    }
  }
  return true
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
