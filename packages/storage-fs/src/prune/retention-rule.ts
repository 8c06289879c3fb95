/** When a version counts as old: when every limit that is given says so. At least one must be given. */
export interface RetentionRule {
  /** How many of the highest numbers are not old, however old they are. */
  readonly keepLast?: number | undefined
  /** Milliseconds since its creation for which a version is not old, however many there are. */
  readonly maxAgeMs?: number | undefined
}

/** @throws {@link RangeError} when no limit is given, or one that is no count. */
export function checkRule({ keepLast, maxAgeMs }: RetentionRule): void {
  if (keepLast === undefined && maxAgeMs === undefined) {
    throw new RangeError('Nothing says which versions are old; give a count to keep, an age, or both')
  }
  if (keepLast !== undefined && !(Number.isInteger(keepLast) && keepLast >= 0)) {
    throw new RangeError(`keepLast must be a whole number from 0 on, not ${keepLast}`)
  }
  if (maxAgeMs !== undefined && !(maxAgeMs >= 0)) {
    throw new RangeError(`An age must be a number of milliseconds from 0 on, not ${maxAgeMs}`)
  }
}
