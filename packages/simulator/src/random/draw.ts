const multiplierLow = 0x9e3779b1
const multiplierHigh = 0x85ebca77

/**
 * A number in [0, 1) that depends on the parts alone: not on the order of calls, not on what else is drawn. Everything that
 * is random here comes from it, so that a run can be repeated in any order and at any concurrency.
 */
export function draw(...parts: readonly (string | number)[]): number {
  const key = parts.join('\u001F')
  let low = 0x243f6a88
  let high = 0x13198a2e
  for (let index = 0; index < key.length; index += 1) {
    const unit = key.charCodeAt(index)
    low = Math.imul(low ^ unit, multiplierLow)
    low ^= low >>> 15
    high = Math.imul(high ^ unit, multiplierHigh)
    high ^= high >>> 13
  }
  return ((avalanche(low ^ high) >>> 5) * 0x4000000 + (avalanche(high + low) >>> 6)) / 0x20000000000000
}

/** Spreads every bit of the state over every bit of the result, as the last step of MurmurHash3 does. */
function avalanche(state: number): number {
  let mixed = state
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
