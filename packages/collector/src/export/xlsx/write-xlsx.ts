import type { PreparedSource } from '../export-source.ts'
import { reportTables, type ReportTable } from '../report-tables.ts'
import { resultColumns, type CellValue } from '../result-columns.ts'
import { nodeColumns } from '../node-columns.ts'
import type { Sheet } from './sheet.ts'
import { writeWorkbook } from './write-workbook.ts'

/** A workbook with the sheets Summary, Results and Nodes. */
export async function* writeXlsx(source: PreparedSource): AsyncGenerator<Uint8Array, void, undefined> {
  const summary = await source.summary()
  const nodes = summary.metrics.nodes.map((node) => nodeColumns.map((column) => column.value(node)))
  const sheets: Sheet[] = [
    { name: 'Summary', head: [source.title], rows: summaryRows(summary.findings, reportTables(summary)) },
    { name: 'Results', head: resultColumns.map(({ name }) => name), rows: resultRows(source) },
    { name: 'Nodes', head: nodeColumns.map(({ name }) => name), rows: nodes },
  ]
  yield* writeWorkbook(sheets)
}

function summaryRows(findings: readonly string[], tables: readonly ReportTable[]): (readonly CellValue[])[] {
  const blocks = tables
    .filter(({ title }) => title !== 'Nodes')
    .flatMap(({ title, head, rows }) => [[[], [title], head], rows].flat())
  return [...findings.map((finding) => [finding]), ...blocks]
}

async function* resultRows(source: PreparedSource): AsyncGenerator<CellValue[], void, undefined> {
  for await (const result of source.results()) yield resultColumns.map((column) => column.value(result))
}
