import { compare } from 'semver'

/**
 * Orders two version numbers for `Array.prototype.sort`: ascending by semver precedence, and by their text (code units)
 * where precedence is equal, which is when only build metadata differs. Expects texts that fit `semverSchema`.
 */
export function bySemver(left: string, right: string): number {
  return compare(left, right) || Number(left > right) - Number(left < right)
}
