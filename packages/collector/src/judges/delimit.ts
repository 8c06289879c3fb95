import { createHash } from 'node:crypto'
import { excerpt } from '../assertions/excerpt.ts'

/** Characters of one part that a judge gets to read at most. */
const MAX_JUDGED_LENGTH = 100_000

/**
 * Parts with names, each between tags that carry a code. The code is a hash of all parts, so that none of them can hold it: text
 * that tries to end its part early is seen to be text. Equal parts give equal prompts.
 */
export function delimit(parts: Readonly<Record<string, string | undefined>>): string {
  const present = Object.entries(parts).filter((part): part is [string, string] => part[1] !== undefined)
  const code = createHash('sha256').update(JSON.stringify(present)).digest('hex').slice(0, 12)
  return present.map(([name, text]) => `<${name}-${code}>\n${shown(text)}\n</${name}-${code}>`).join('\n\n')
}

function shown(text: string): string {
  const hidden = text.length - MAX_JUDGED_LENGTH
  return hidden > 0
    ? `${excerpt(text, MAX_JUDGED_LENGTH)}\n[${hidden} more characters are not shown]`
    : excerpt(text, MAX_JUDGED_LENGTH)
}
