import { Composer, Parser, isScalar } from 'yaml'

/**
 * Reads a quoted scalar on its own, as PyYAML does. Blanks that begin a line do not count, so lines may begin anywhere;
 * empty lines after an escaped line break count, where `yaml` folds them to a space.
 * @returns `undefined` when it is none.
 */
export function readQuoted(source: string): string | undefined {
  const written = source.startsWith('"') ? source.replaceAll(escaped, spellOut) : source
  const tokens = new Parser().parse(`- ${written.replaceAll('\n', '\n  ')}`)
  const [document] = new Composer({ schema: 'failsafe' }).compose(tokens)
  const item: unknown = document?.errors.length === 0 ? document.getIn([0], true) : undefined
  return isScalar(item) && typeof item.value === 'string' ? item.value : undefined
}

/** Whether a double-quoted scalar has an empty line after an escaped line break. */
export function escapesEmptyLine(source: string): boolean {
  return /\\\r?\n[ \t]*\r?\n/.test(source)
}

const escaped = /\\(?:(\r?\n)((?:[ \t]*\r?\n)+)|[^])/g

function spellOut(escape: string, lineBreak: string | undefined, emptyLines: string | undefined): string {
  if (lineBreak === undefined || emptyLines === undefined) return escape
  return `${'\\n'.repeat(emptyLines.split('\n').length - 1)}\\${lineBreak}`
}
