/** Names the first of a kind `user`, the second `user_2`, and counts it. */
export function nextSlot(counts: Map<string, number>, kind: string): string {
  const count = (counts.get(kind) ?? 0) + 1
  counts.set(kind, count)
  return count === 1 ? kind : `${kind}_${count}`
}
