import { excerpt } from '../../assertions/excerpt.ts'
import { escapeXmlText } from '../escape-xml.ts'
import type { CellValue } from '../result-columns.ts'

/** No cell of Excel holds more. */
const longestText = 32_767

/** Characters that XML cannot hold or changes, and texts that look like the notation for them (ECMA-376, part 1, 22.4.2.4). */
// oxlint-disable-next-line no-control-regex
const encoded = /[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]|_(?=x[0-9A-Fa-f]{4}_)/gu

/** The XML of one cell. Text is written as text, so that none is ever read as a formula; it ends with `…` where Excel has no room. */
export function cellXml(value: CellValue, { place, bold }: { readonly place: string; readonly bold: boolean }): string {
  const style = bold ? ' s="1"' : ''
  if (value === null || value === '') return ''
  if (typeof value === 'number') return `<c r="${place}"${style}><v>${value}</v></c>`
  if (typeof value === 'boolean') return `<c r="${place}"${style} t="b"><v>${Number(value)}</v></c>`
  return `<c r="${place}"${style} t="inlineStr"><is><t xml:space="preserve">${textXml(value)}</t></is></c>`
}

function textXml(text: string): string {
  return escapeXmlText(excerpt(text, longestText).replaceAll(encoded, encode))
}

function encode(character: string): string {
  return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
}
