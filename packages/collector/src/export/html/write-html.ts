import { hash } from 'node:crypto'
import type { RunSummary } from '../../analysis/run-summary.ts'
import type { TestResult } from '../../results/test-result.ts'
import { testStatusSchema } from '../../results/test-status.ts'
import type { ExportOptions } from '../export-options.ts'
import type { PreparedSource } from '../export-source.ts'
import { reportTables, type ReportTable } from '../report-tables.ts'
import { caseRow } from './case-row.ts'
import { markup, Markup } from './markup.ts'
import { pageScript } from './page-script.ts'
import { pageStyle } from './page-style.ts'
import { summaryCharts } from './summary-charts.ts'

/**
 * A report in one file that asks nothing of the network and runs no script but its own, whatever the cases hold. The rows are read
 * twice for the list of cases, which begins with those that did not pass.
 */
export async function* writeHtml(
  source: PreparedSource,
  options: ExportOptions,
): AsyncGenerator<string, void, undefined> {
  const summary = await source.summary()
  const listed = Math.min(summary.metrics.total, options.maxCases ?? 2000)
  yield head(source.title).text
  yield findingsOf(summary).text
  yield summaryCharts(summary).text
  for (const table of reportTables(summary)) yield tableOf(table).text
  yield casesHead({ listed, total: summary.metrics.total }).text
  yield* caseRows(source, listed)
  yield foot.text
}

function head(title: string): Markup {
  const policy = `default-src 'none'; style-src ${sourceOf(pageStyle)}; script-src ${sourceOf(pageScript)}`
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(pageStyle)}</style>
</head>
<body>
<h1>${title}</h1>
`
}

function sourceOf(text: string): string {
  return `'sha256-${hash('sha256', text, 'base64')}'`
}

function findingsOf({ findings }: RunSummary): Markup {
  const items = findings.map((finding) => markup`<li>${finding}</li>\n`)
  return markup`<ul>\n${items}</ul>\n`
}

function tableOf({ title, head: names, rows }: ReportTable): Markup {
  return markup`<h2>${title}</h2>
<div class="scroll"><table>
${headRow(names)}<tbody>
${rows.map((row) => markup`<tr>${row.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>
`
}

function headRow(names: readonly string[]): Markup {
  return markup`<thead><tr>${names.map((name) => markup`<th>${name}</th>`)}</tr></thead>\n`
}

function casesHead({ listed, total }: { readonly listed: number; readonly total: number }): Markup {
  const rest = `${listed} of ${total} results are listed, those that did not pass first.`
  return markup`<h2>Results</h2>
${total > listed ? markup`<p>${rest}</p>\n` : markup``}<div class="filter" hidden>
<input type="search" placeholder="Text to find" aria-label="Text to find">
<select aria-label="Status"><option value="">all</option>${testStatusSchema.options.map((status) => markup`<option>${status}</option>`)}</select>
<output></output>
</div>
<div class="scroll"><table id="cases">
${headRow(['Variant', 'Case', 'Repeat', 'Status', 'Score', 'Time', 'Details'])}<tbody>
`
}

async function* caseRows(source: PreparedSource, most: number): AsyncGenerator<string, void, undefined> {
  let count = 0
  for (const passed of [false, true]) {
    if (count >= most) return
    for await (const result of source.results()) {
      if (isPassed(result) !== passed) continue
      count += 1
      if (count > most) return
      yield caseRow(result).text
    }
  }
}

function isPassed({ status }: TestResult): boolean {
  return status === 'passed'
}

const foot = markup`</tbody>
</table></div>
<script>${new Markup(pageScript)}</script>
</body>
</html>
`
