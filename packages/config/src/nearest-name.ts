import { distance } from 'fastest-levenshtein'

/**
 * The candidate that was probably meant, or nothing when none is close: the least edits after case, `_`, `-` and blanks
 * are set aside, at most two in five of the longer name; letters that only changed places are one edit. Else a candidate
 * that begins with the name, or is begun by it.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  let nearest: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const edits = editsBetween(plain(name), plain(candidate))
    if (edits < least) [nearest, least] = [candidate, edits]
  }
  return nearest
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '')
}

function editsBetween(name: string, candidate: string): number {
  const edits = sorted(name) === sorted(candidate) ? Math.min(1, distance(name, candidate)) : distance(name, candidate)
  if (edits <= Math.max(name.length, candidate.length) * 0.4) return edits
  const [short, long] = name.length < candidate.length ? [name, candidate] : [candidate, name]
  return short.length >= 4 && long.startsWith(short) ? edits : Number.POSITIVE_INFINITY
}

function sorted(name: string): string {
  return Array.from(name).toSorted().join('')
}
