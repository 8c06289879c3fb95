/**
 * Freezes a JSON value through and through, in place, and returns it. For values that came from `JSON.parse` and belong
 * to nobody else; what is frozen already is taken to be so at every level.
 */
export function freezeDeep<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  if (Array.isArray(value)) for (const item of value) freezeDeep<unknown>(item)
  // Objects from JSON inherit nothing enumerable.
  else for (const key in value) freezeDeep(value[key])
  return value
}
