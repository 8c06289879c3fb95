/** A value of a world, which is text or nothing. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
