/**
 * A sum of finite numbers that does not depend on their order: what rounding would lose is kept in further numbers of falling size,
 * and the value is the true sum, rounded once. J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic", Discrete &
 * Computational Geometry 18 (1997), §2.4 (grow-expansion).
 */
export class ExactSum {
  /** Not overlapping, rising in size; their exact sum is the sum. */
  #parts: number[] = []

  add(number: number): void {
    const parts = this.#parts
    const count = parts.length
    let carried = number
    let kept = 0
    // Plain indexes: this runs a dozen times for each result, and makes nothing that must be collected.
    for (let index = 0; index < count; index += 1) {
      const part = parts[index] ?? 0
      const isLarger = Math.abs(carried) >= Math.abs(part)
      const larger = isLarger ? carried : part
      const smaller = isLarger ? part : carried
      const sum = larger + smaller
      const lost = smaller - (sum - larger)
      if (lost !== 0) parts[kept++] = lost
      carried = sum
    }
    if (carried !== 0) parts[kept++] = carried
    while (parts.length > kept) parts.pop()
  }

  merge(other: ExactSum): void {
    const parts = [...other.#parts]
    for (const part of parts) this.add(part)
  }

  get value(): number {
    let index = this.#parts.length - 1
    let sum = this.#parts[index] ?? 0
    let lost = 0
    while (index > 0 && lost === 0) {
      index -= 1
      const part = this.#parts[index] ?? 0
      const next = sum + part
      lost = part - (next - sum)
      sum = next
    }
    return roundHalf(sum, lost, this.#parts[index - 1] ?? 0)
  }
}

/** When what was lost is half a step, what lies below it decides the direction. */
function roundHalf(sum: number, lost: number, below: number): number {
  if (lost === 0 || below === 0 || lost < 0 !== below < 0) return sum
  const next = sum + 2 * lost
  return next - sum === 2 * lost ? next : sum
}
