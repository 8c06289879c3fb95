import type { DifyVersion } from '../values/value.ts'
import { parseCsv } from './parse-csv.ts'

/** A table in Markdown of comma-separated values. 1.12 keeps each row on one line, 0.15 leaves line breaks of cells in. */
export function csvToMarkdown(text: string, dify: DifyVersion): string {
  const [header, ...rows] = parseCsv(text)
  if (header === undefined) return ''
  const isOld = dify === '0.15'
  const clean = (cell: string): string => (isOld ? cell : cell.replaceAll('\n', ' ').replaceAll('\r', ''))
  const rule = header.map((cell) => (isOld ? '---' : '-'.repeat(Array.from(cell).length)))
  const table = [header.map(clean), rule, ...rows.map((row) => row.map(clean))].map(formatRow).join('')
  return isOld ? table.trim() : table
}

function formatRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`
}
