import { markdownTable } from 'markdown-table'
import { escapeMarkdown } from './escape-markdown.ts'

/** A table whose cells are plain text, or nothing when there are no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  return `${markdownTable(
    [head, ...rows].map((row) => row.map(escapeMarkdown)),
    { alignDelimiters: false },
  )}\n\n`
}
