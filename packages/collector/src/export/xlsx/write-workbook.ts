import type { CellValue } from '../result-columns.ts'
import { sheetXml } from './sheet-xml.ts'
import type { Sheet } from './sheet.ts'
import { sheetPath, workbookParts } from './workbook-parts.ts'
import { zipStream, type ZipEntry } from './zip-stream.ts'

/** A sheet of Excel has 1,048,576 rows, the first of which is the head. */
const mostRows = 1_048_575

export interface WorkbookOptions {
  /** Rows of a sheet, its head apart. Default: as many as Excel can hold. */
  readonly maxRows?: number
}

/** Writes an XLSX workbook while its rows are read. A table with too many rows goes on in further sheets, `NAME 2` and so on. */
export function writeWorkbook(
  sheets: readonly Sheet[],
  options: WorkbookOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  return zipStream(entriesOf(sheets, options.maxRows ?? mostRows))
}

async function* entriesOf(sheets: readonly Sheet[], maxRows: number): AsyncGenerator<ZipEntry, void, undefined> {
  const names: string[] = []
  for (const { name, head, rows } of sheets) {
    const reader = new RowReader(rows)
    let part = 1
    do {
      names.push(part === 1 ? name : `${name} ${part}`)
      yield { path: sheetPath(names.length - 1), pieces: sheetXml(head, reader.take(maxRows)) }
      part += 1
    } while (await reader.hasMore())
  }
  yield* workbookParts(names)
}

/** Reads rows in portions and knows whether there are more. */
class RowReader {
  readonly #rows: AsyncIterator<readonly CellValue[]> | Iterator<readonly CellValue[]>
  #next: IteratorResult<readonly CellValue[], unknown> | undefined

  constructor(rows: Sheet['rows']) {
    this.#rows = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]()
  }

  async hasMore(): Promise<boolean> {
    this.#next ??= await this.#rows.next()
    return this.#next.done !== true
  }

  async *take(most: number): AsyncGenerator<readonly CellValue[], void, undefined> {
    for (let count = 0; count < most && (await this.hasMore()); count += 1) {
      const next = this.#next
      this.#next = undefined
      if (next !== undefined && next.done !== true) yield next.value
    }
  }
}
