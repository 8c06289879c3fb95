import { parse } from 'csv-parse/sync'
import { note, placeAt, type PromptfooPlace } from './promptfoo-problem.ts'
import { parseExpected } from './parse-expected.ts'

/** A test as promptfoo's YAML would say it, and where it stood. */
export interface PlacedTest {
  readonly test: unknown
  readonly place: PromptfooPlace
}

/** The tests of a CSV file: a column for each variable, and columns with `__` in front of their names for the rest. */
export function parseCsvTests(text: string, place: PromptfooPlace): PlacedTest[] {
  const rows = readRows(text, place)
  return rows.map((row, index) => {
    const at = { ...place, path: `${place.path}row ${index + 2}` }
    return { test: testOf(row, at), place: at }
  })
}

function readRows(text: string, place: PromptfooPlace): Record<string, string>[] {
  try {
    return parse(text, { columns: true, bom: true, skip_empty_lines: true, relax_quotes: true })
  } catch (error) {
    note(place, `The CSV cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    return []
  }
}

function testOf(row: Readonly<Record<string, string>>, place: PromptfooPlace): Record<string, unknown> {
  const vars: Record<string, string> = {}
  const rest: Record<string, unknown> = {}
  const metadata: Record<string, unknown> = {}
  const expected = new Map<string, Record<string, unknown>>()
  for (const [column, cell] of Object.entries(row)) {
    if (!column.startsWith('__')) vars[column] = cell
    else if (cell.trim() === '') continue
    else if (/^__expected\d*$/.test(column)) expected.set(column, parseExpected(cell))
    else if (column === '__description') rest['description'] = cell
    else if (column === '__threshold') rest['threshold'] = Number(cell)
    else if (column.startsWith('__metadata:')) addMetadata(metadata, column.slice(11), cell)
    else if (!/^__(?:config:|metric$)/.test(column)) {
      note(placeAt(place, column), `The column ${column} has no counterpart here and was left out.`)
    }
  }
  configure(expected, row, place)
  return { vars, assert: [...expected.values()], metadata, ...rest }
}

function addMetadata(metadata: Record<string, unknown>, key: string, cell: string): void {
  if (key.endsWith('[]')) metadata[key.slice(0, -2)] = cell.split(',').map((part) => part.trim())
  else metadata[key] = cell
}

/** `__metric` is said of all expectations of a row, `__config:__expected2:threshold` of one. */
function configure(
  expected: ReadonlyMap<string, Record<string, unknown>>,
  row: Readonly<Record<string, string>>,
  place: PromptfooPlace,
): void {
  const metric = row['__metric'] ?? ''
  if (metric !== '') for (const assertion of expected.values()) assertion['metric'] = metric
  for (const [column, cell] of Object.entries(row)) {
    if (!column.startsWith('__config:') || cell.trim() === '') continue
    const [, name = '', setting = ''] = column.split(':')
    const assertion = expected.get(name) ?? (name === '__expected1' ? expected.get('__expected') : undefined)
    if (assertion !== undefined && setting === 'threshold') assertion['threshold'] = Number(cell)
    else note(placeAt(place, column), `The column ${column} has no counterpart here and was left out.`)
  }
}
