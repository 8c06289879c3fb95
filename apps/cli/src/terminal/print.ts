import Table from 'cli-table3'

/** Writes a result for a person, on stdout. */
export function print(text = ''): void {
  process.stdout.write(`${text}\n`)
}

/** Writes a result for a machine: the one JSON document of this run. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}

/** Writes talk (what is going on, what to do next), on stderr. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** Lines up rows under headings without rules; wide characters count double. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const none = {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
  }
  const lines = {
    'bottom-right': '',
    left: '',
    'left-mid': '',
    mid: '',
    'mid-mid': '',
    right: '',
    'right-mid': '',
    middle: '  ',
  }
  const table = new Table({
    head: [...head],
    chars: { ...none, ...lines },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  for (const row of rows) table.push([...row])
  return table.toString().replace(/ +$/gm, '')
}

/** The text on one line, cut to a width, for tables. */
export function excerpt(text: string, maxCharacters = 60): string {
  const line = text.replace(/\s+/gu, ' ').trim()
  const characters = Array.from(line)
  return characters.length <= maxCharacters ? line : `${characters.slice(0, maxCharacters - 1).join('')}…`
}
