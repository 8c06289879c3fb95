import { decide, type Finding } from './finding.ts'
import { excerpt } from './excerpt.ts'

/** How texts are looked for. */
export interface ContainsOptions {
  readonly ignoresCase?: boolean
  /** Whether one text is enough. Default: all must be there. */
  readonly any?: boolean
}

/** Whether a text contains others. The score of several that must all be there is the share of those that are. */
export function checkContains(text: string, wanted: readonly string[], options: ContainsOptions = {}): Finding {
  const { ignoresCase = false, any = false } = options
  const fold = (each: string) => (ignoresCase ? each.toLowerCase() : each)
  const folded = fold(text)
  const missing = wanted.filter((each) => !folded.includes(fold(each)))
  const found = wanted.length - missing.length
  const holds = any ? found > 0 : missing.length === 0
  const score = any ? Number(holds) : found / wanted.length
  return { holds, score, reason: reasonOf(wanted, missing, any), expected: wanted.join('\n') }
}

/** Whether a text begins with another. */
export function checkStartsWith(text: string, start: string): Finding {
  const holds = text.startsWith(start)
  return {
    ...decide(holds, `The output ${holds ? 'starts' : 'does not start'} with ${quoted([start])}.`),
    expected: start,
  }
}

function reasonOf(wanted: readonly string[], missing: readonly string[], any: boolean): string {
  if (missing.length === 0) return `The output contains ${quoted(wanted)}.`
  if (missing.length === wanted.length)
    return `The output contains ${any && wanted.length > 1 ? 'none of' : 'no'} ${quoted(wanted)}.`
  const found = wanted.filter((each) => !missing.includes(each))
  return `The output contains ${quoted(found)}, but not ${quoted(missing)}.`
}

function quoted(texts: readonly string[]): string {
  const [shown, rest] = [texts.slice(0, 5), texts.length - 5]
  const list = shown.map((text) => JSON.stringify(excerpt(text, 100))).join(', ')
  return rest > 0 ? `${list} and ${rest} more` : list
}
