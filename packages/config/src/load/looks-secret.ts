import { distance } from 'fastest-levenshtein'
import { nearestName } from '../nearest-name.ts'

const words = new Set(
  'apikey authorization bearer cookie credential credentials key passphrase passwd password pwd secret token'.split(
    ' ',
  ),
)
const names = ['api_key', 'admin_api_key', 'password', 'secret', 'token', 'authorization']

/** A word that needs more edits than this to be the name of a secret is another word. */
const maxEdits = 2

/** Whether a key or the name of a variable reads like that of a secret; misspelt and shortened ones count. */
export function looksSecret(name: string): boolean {
  const parts = name
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  return parts.some((part) => words.has(part)) || isMisspelt(parts.join(''))
}

/** `optimization` is nearest to `authorization`, but not a misspelling of it. */
function isMisspelt(word: string): boolean {
  const meant = nearestName(word, names)?.replaceAll('_', '')
  if (meant === undefined) return false
  return word.includes(meant) || meant.startsWith(word) || (word[0] === meant[0] && distance(word, meant) <= maxEdits)
}

/** Keys of this package's records that hold a secret without looking like it. */
const quietNames = new Set(['headers', 'url'])

/**
 * Where the secrets begin on a line of a file that cannot be trusted to have a structure; `undefined` when nothing says
 * that there are any. `above` are the lines before it: a key that is indented less may hold the line.
 */
export function secretStart(line: string, above: readonly string[]): number | undefined {
  for (const match of line.matchAll(/([\w-]+)["']?[\s:=]+/g)) {
    const [all, name = ''] = match
    if (holdsSecret(name)) return match.index + all.length
  }
  let indent = line.search(/\S|$/)
  for (const previous of above.toReversed()) {
    const start = previous.search(/\S/)
    if (start === -1 || start >= indent) continue
    indent = start
    const name = /^[\s-]*["']?([\w-]+)/.exec(previous)?.[1]
    if (name !== undefined && holdsSecret(name)) return line.search(/\S|$/)
  }
  return undefined
}

function holdsSecret(name: string): boolean {
  return quietNames.has(name) || looksSecret(name)
}

/**
 * What is secret by its own looks, wherever it stands: the user and password of a URL, keys with a well-known
 * beginning, and long runs of upper case, lower case and digits.
 */
export const secretLooks: readonly RegExp[] = [
  /(?<=:\/\/)[^\s/@'"]+(?=@)/g,
  /\b(?:sk|pk|app|ghp|gho|glpat|xox[a-z])[-_][\w-]*?(?=[A-Za-z]*\d)[A-Za-z0-9]{12,}[\w-]*/g,
  /\b(?:AKIA|eyJ)[\w-]{12,}/g,
  /\b(?=[A-Za-z+]*\d)(?=[a-z0-9+]*[A-Z])(?=[A-Z0-9+]*[a-z])[A-Za-z0-9+]{20,}/g,
]
