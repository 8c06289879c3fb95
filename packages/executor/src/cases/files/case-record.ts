/** Where a case stands, for messages. */
export interface CasePlace {
  /** A file as the plan names it, or a list of the plan. */
  readonly source: string
  /** From 1; as spreadsheets number rows, header included, in tables. */
  readonly row: number
  /** The line on which the row begins, where it is another number. */
  readonly line?: number
  /** What a row is called there. */
  readonly unit: 'row' | 'line' | 'case'
}

/** `cases.csv, row 7 (line 9)`. */
export function formatPlace({ source, row, line, unit }: CasePlace): string {
  return `${source}, ${unit} ${row}${line === undefined || (line === row && unit === 'row') ? '' : ` (line ${line})`}`
}

/** A row of a file before it is a case: values by column, texts in tables. */
export interface CaseRecord {
  readonly place: CasePlace
  readonly values: ReadonlyMap<string, unknown>
}
