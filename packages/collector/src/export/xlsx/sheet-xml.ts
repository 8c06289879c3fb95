import type { CellValue } from '../result-columns.ts'
import { cellXml } from './cell-xml.ts'

const namespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

/** Widths of columns in characters: as wide as their heads, within bounds. */
const narrowest = 10
const widest = 40

/** The XML of a worksheet (ECMA-376, part 1, 18.3), row by row; its head is bold and stays in view. */
export async function* sheetXml(
  head: readonly string[],
  rows: AsyncIterable<readonly CellValue[]>,
): AsyncGenerator<string, void, undefined> {
  yield `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="${namespace}">`
  yield '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
  yield `<cols>${head.map(columnXml).join('')}</cols><sheetData>`
  yield rowXml(1, head, true)
  let number = 1
  for await (const cells of rows) {
    number += 1
    yield rowXml(number, cells, false)
  }
  yield `</sheetData><autoFilter ref="A1:${columnName(head.length - 1)}${number}"/></worksheet>`
}

function columnXml(name: string, index: number): string {
  const width = Math.min(widest, Math.max(narrowest, name.length + 2))
  return `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`
}

function rowXml(number: number, cells: readonly CellValue[], bold: boolean): string {
  const list = cells.map((value, index) => cellXml(value, { place: `${columnName(index)}${number}`, bold }))
  return `<row r="${number}">${list.join('')}</row>`
}

/** A, B, … Z, AA, AB… */
function columnName(index: number): string {
  const letter = String.fromCodePoint(65 + (index % 26))
  return index < 26 ? letter : `${columnName(Math.floor(index / 26) - 1)}${letter}`
}
