import { InvalidLabelError } from './label-errors.ts'

/** The label that every prompt has by itself: it points at the latest version and cannot be set. */
export const latestLabel = 'latest'

const pattern = /^[a-z0-9][a-z0-9._-]{0,63}$/

/**
 * Checks the name of a label that is to be changed, and returns it.
 * @throws {@link InvalidLabelError} when it is not 1–64 of `a`–`z`, `0`–`9`, `.`, `_` and `-`, beginning with a letter or
 * a digit, or when it is `latest`.
 */
export function parseLabel(label: string): string {
  if (!isLabel(label)) throw new InvalidLabelError({ label })
  return label
}

/** Tells whether a label that can be set may be called so. */
export function isLabel(label: string): boolean {
  return pattern.test(label) && label !== latestLabel
}
