import type { DifyVersion } from '../values/value.ts'

/** A table in Markdown of comma-separated values. 1.12 keeps each row on one line, 0.15 leaves line breaks of cells in. */
export function csvToMarkdown(text: string, dify: DifyVersion): string {
  const [header, ...rows] = parseCsv(text)
  if (header === undefined) return ''
  const format = (row: readonly string[]): string => `| ${row.map((cell) => formatCell(cell, dify)).join(' | ')} |\n`
  return `${format(header)}${format(header.map(() => '---'))}${rows.map(format).join('')}`.trim()
}

function formatCell(cell: string, dify: DifyVersion): string {
  return dify === '0.15' ? cell : cell.replaceAll('\n', ' ').replaceAll('\r', '')
}

/** Reads rows as Python's `csv.reader` does: quotes may hold commas, line breaks and doubled quotes; blank lines are empty rows. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  const pattern = /(?:"((?:[^"]|"")*)"([^,\r\n]*)|([^,\r\n]*))(,|\r\n|\r|\n|$)/gy
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [, quoted, after = '', plain = '', end = ''] = match
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"') + after)
    if (end === ',') continue
    if (end !== '' || row.length > 1 || row[0] !== '') rows.push(row.length === 1 && row[0] === '' ? [] : row)
    row = []
    if (end === '' || pattern.lastIndex >= text.length) break
  }
  return rows
}
