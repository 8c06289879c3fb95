import type { CellValue } from '../result-columns.ts'

/** One table of a workbook; its rows come as they are asked for. */
export interface Sheet {
  /** At most 31 characters, without `: \ / ? * [ ]`, unique in its workbook. */
  readonly name: string
  readonly head: readonly string[]
  readonly rows: AsyncIterable<readonly CellValue[]> | Iterable<readonly CellValue[]>
}
