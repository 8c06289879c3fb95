/** One mistake in a configuration file, or one thing to change in it. It never holds the value of a secret. */
export interface ConfigProblem {
  readonly severity: 'error' | 'warning'
  readonly file: string
  /** Starts at 1. */
  readonly line: number
  /** Starts at 1; counts UTF-16 code units, as editors do. */
  readonly column: number
  /** `workflows[0].catalog_id`; empty for the file as a whole. */
  readonly path: string
  readonly message: string
  readonly expected?: string
  /** What the file says there, as written; secrets as `***`. */
  readonly received?: string
  /** The known key or value that was probably meant. */
  readonly nearest?: string
  /** The line of the file, cut around the place when it is long; secrets as `***`. */
  readonly source_line: string
  /** Index in `source_line` of the place, which masking and cutting may have moved from `column`. */
  readonly caret: number
}

/** Shows a problem as compilers do: place, message, the line with a caret, what was expected, what was probably meant. */
export function formatProblem(problem: ConfigProblem): string {
  const { file, line, column, severity, path, message, expected, received, nearest, source_line, caret } = problem
  const gutter = String(line).padStart(5)
  const blank = ' '.repeat(gutter.length)
  const lines = [
    `${file}:${line}:${column} ${severity}: ${message}${path === '' ? '' : ` (${path})`}`,
    `${gutter} | ${source_line}`,
    `${blank} | ${indentOf(source_line.slice(0, caret))}^`,
  ]
  const found = received === undefined || message.includes(received) ? '' : `; found ${received}`
  if (expected !== undefined) lines.push(`${blank}   expected ${expected}${found}`)
  if (nearest !== undefined) lines.push(`${blank}   did you mean ${JSON.stringify(nearest)}?`)
  return lines.join('\n')
}

const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u

/** Blanks as wide as the text on a terminal, so that the caret stands under its place. */
function indentOf(text: string): string {
  return Array.from(text, (character) => (character === '\t' ? '\t' : wide.test(character) ? '  ' : ' ')).join('')
}
