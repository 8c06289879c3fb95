import { Readable } from 'node:stream'
import { CsvError, type Info, parse } from 'csv-parse'
import { CaseColumnError, CaseRowError, EmptyCaseFileError } from '../errors.ts'
import { type CasePlace, type CaseRecord, formatPlace } from './case-record.ts'
import { readText, type TextFile } from './read-text.ts'

/** A quote that nobody closes swallows no more than this. */
const MAX_ROW_BYTES = 16 * 1024 * 1024

export interface TableFile extends TextFile {
  readonly delimiter: ',' | '\t'
}

/**
 * Reads a table row by row: RFC 4180 with `\n`, `\r\n` or `\r`, quoted line breaks, blank lines skipped. The first row names the
 * columns.
 *
 * @throws {@link CaseRowError} for a row that is no row of this table, {@link CaseColumnError} for a bad header,
 * {@link EmptyCaseFileError} when there is no row.
 */
export async function* readTable(
  file: TableFile,
  onColumns: (columns: readonly string[]) => void,
): AsyncGenerator<CaseRecord> {
  let header: readonly string[] | undefined
  let breaks = 0
  let rows = 0
  for await (const { record, info } of rowsOf(file, () => header)) {
    const row = info.records + info.empty_lines
    const place: CasePlace = { source: file.name, row, line: row + breaks, unit: 'row' }
    breaks += countBreaks(record)
    if (header === undefined) {
      header = checkHeader(record, file)
      onColumns(header.filter((column) => column !== ''))
    } else {
      rows += 1
      yield { place, values: byColumn(record, header, place) }
    }
  }
  if (rows === 0)
    throw new EmptyCaseFileError(
      `${file.name} holds no cases: ${header ? 'there is nothing below its header' : 'it is empty'}.`,
      {
        file: file.name,
      },
    )
}

interface Row {
  readonly record: readonly string[]
  readonly info: Info
}

async function* rowsOf(file: TableFile, header: () => readonly string[] | undefined): AsyncGenerator<Row> {
  const parser = parse({
    delimiter: file.delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_BYTES,
    info: true,
  })
  const source = Readable.from(readText(file))
  source.on('error', (error) => parser.destroy(error))
  try {
    yield* source.pipe(parser) as AsyncIterable<Row>
  } catch (error) {
    throw error instanceof CsvError ? explain(error, file, header()) : error
  } finally {
    source.destroy()
  }
}

function explain(error: CsvError, file: TableFile, header: readonly string[] | undefined): CaseRowError {
  const index = Number(error['index'])
  const row = Number(error['records']) + Number(error['empty_lines']) + 1
  const column = header?.[index] ?? index + 1
  return new CaseRowError(
    `${file.name}, row ${row}, column ${JSON.stringify(column)}: ${reasonOf(error)}.`,
    { file: file.name, row, column, csv_code: error.code },
    { cause: error },
  )
}

function reasonOf(error: CsvError): string {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the rest are mistakes in options
  switch (error.code) {
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands inside a cell that does not begin with one; put the cell in quotes and write "" for the quote'
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'text follows a closing quote; write "" for a quote inside a quoted cell'
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'the quote that begins this cell is never closed'
    case 'CSV_MAX_RECORD_SIZE':
      return `the row is larger than ${MAX_ROW_BYTES / 1024 / 1024} MiB; a quote may be open`
    default:
      return error.message
  }
}

function countBreaks(record: readonly string[]): number {
  let breaks = 0
  for (const cell of record) if (/[\r\n]/.test(cell)) breaks += cell.match(/\r\n|\r|\n/g)?.length ?? 0
  return breaks
}

function checkHeader(record: readonly string[], { name, delimiter }: TableFile): readonly string[] {
  const columns = record.map((column) => column.trim())
  const twice = columns.find((column, index) => column !== '' && columns.indexOf(column) < index)
  if (twice !== undefined)
    throw new CaseColumnError(`${name} has two columns ${JSON.stringify(twice)}. Give each a name of its own.`, {
      file: name,
      column: twice,
    })
  const [only = ''] = columns
  const other = delimiter === ',' ? /[;\t]/ : /[,;]/
  if (columns.length === 1 && other.test(only))
    throw new CaseColumnError(
      `${name} has one column, ${JSON.stringify(only)}: it seems to separate cells with something else than ${delimiter === ',' ? 'commas' : 'tabs'}. Save it with those, or tell its format.`,
      { file: name, column: only },
    )
  return columns
}

function byColumn(record: readonly string[], header: readonly string[], place: CasePlace): Map<string, unknown> {
  const extra = record.findIndex((cell, index) => cell !== '' && (header[index] ?? '') === '')
  if (extra >= 0 || record.length < header.length) throw raggedRow(record, header, place)
  const values = new Map<string, unknown>()
  for (const [index, column] of header.entries()) if (column !== '') values.set(column, record[index])
  return values
}

function raggedRow(record: readonly string[], header: readonly string[], place: CasePlace): CaseRowError {
  const { source: file, row } = place
  const cells = record.length === 1 ? '1 cell' : `${record.length} cells`
  const named = header.filter((column) => column !== '').length
  const hint = record.length > header.length ? 'a cell with the separator in it must be in quotes' : 'fill it up'
  const message =
    record.length === header.length
      ? `a cell stands under a column without a name`
      : `${cells} where the header has ${named} columns; ${hint}`
  return new CaseRowError(`${formatPlace(place)}: ${message}.`, { file, row, cells: record.length, columns: named })
}
