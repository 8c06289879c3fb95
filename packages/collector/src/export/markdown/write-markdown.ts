import { excerpt } from '../../assertions/excerpt.ts'
import type { TestResult } from '../../results/test-result.ts'
import type { ExportOptions } from '../export-options.ts'
import type { PreparedSource } from '../export-source.ts'
import { failedReasons } from '../failed-reasons.ts'
import { formatScore } from '../format-figures.ts'
import { reportTables } from '../report-tables.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import { table } from './table.ts'

const longestReason = 300

/** A report in Markdown: findings, tables, and the results that did not pass. */
export async function* writeMarkdown(
  source: PreparedSource,
  options: ExportOptions,
): AsyncGenerator<string, void, undefined> {
  const summary = await source.summary()
  yield `# ${escapeMarkdown(source.title)}\n\n`
  for (const finding of summary.findings) yield `- ${escapeMarkdown(finding)}\n`
  yield '\n'
  for (const { title, head, rows } of reportTables(summary)) yield `## ${title}\n\n${table(head, rows)}`
  yield* writeMisses(source, options.maxCases ?? 50)
}

async function* writeMisses(source: PreparedSource, most: number): AsyncGenerator<string, void, undefined> {
  const rows: string[][] = []
  let count = 0
  for await (const result of source.results()) {
    if (result.status === 'passed') continue
    count += 1
    if (rows.length < most) rows.push(missOf(result))
  }
  if (count === 0) return
  yield `## Results that did not pass\n\n`
  yield table(['Variant', 'Case', 'Repeat', 'Status', 'Score', 'Why'], rows)
  if (count > rows.length) yield `${count - rows.length} more are not listed here.\n`
}

function missOf(result: TestResult): string[] {
  const why = result.error?.message ?? failedReasons(result).join(' · ')
  return [
    result.variant_id,
    result.case_id,
    String(result.repeat),
    result.status,
    formatScore(result.score),
    excerpt(why, longestReason),
  ]
}
