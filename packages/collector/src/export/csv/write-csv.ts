import { stringify } from 'csv-stringify/sync'
import type { ExportOptions } from '../export-options.ts'
import type { PreparedSource } from '../export-source.ts'
import { resultColumns, type CellValue } from '../result-columns.ts'

const batchSize = 100

/**
 * A table with a header (RFC 4180, UTF-8). Cells that a spreadsheet would take for a formula begin with an apostrophe. Cells
 * of any length are written whole.
 */
export async function* writeCsv(
  source: PreparedSource,
  options: ExportOptions,
): AsyncGenerator<string, void, undefined> {
  if (options.byteOrderMark === true) yield '\u{feff}'
  yield linesOf([resultColumns.map(({ name }) => name)])
  let batch: CellValue[][] = []
  for await (const result of source.results()) {
    batch.push(resultColumns.map((column) => column.value(result)))
    if (batch.length < batchSize) continue
    yield linesOf(batch)
    batch = []
  }
  if (batch.length > 0) yield linesOf(batch)
}

function linesOf(rows: readonly CellValue[][]): string {
  return stringify([...rows], {
    escape_formulas: true,
    record_delimiter: 'windows',
    cast: { boolean: String, number: String },
  })
}
