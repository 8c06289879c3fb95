/** The time up to which what was deleted goes: when no age is given all of it, even what another clock calls future. */
export function deletedUntil({ now }: { readonly now: () => number }, olderThanMs: number | undefined): number {
  return olderThanMs === undefined ? Number.POSITIVE_INFINITY : now() - olderThanMs
}
