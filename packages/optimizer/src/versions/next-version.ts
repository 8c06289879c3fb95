import { inc } from 'semver'

/** The number of a prompt's first version. */
export const firstVersion = '1.0.0'

/**
 * The number after `latest`: major when the score improved by at least 15 points, minor by at least 5, else patch.
 *
 * @param improvement points of the overall score, from -100 to 100.
 */
export function nextVersion(latest: string, improvement: number): string {
  const next = inc(latest, releaseFor(improvement))
  if (next === null) throw new Error(`"${latest}" is not a semantic version`)
  return next
}

function releaseFor(improvement: number): 'major' | 'minor' | 'patch' {
  if (improvement >= 15) return 'major'
  return improvement >= 5 ? 'minor' : 'patch'
}
