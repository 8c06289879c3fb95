import { escapeXmlAttribute } from '../escape-xml.ts'
import type { ZipEntry } from './zip-stream.ts'

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packaging = 'http://schemas.openxmlformats.org/package/2006'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** The parts of a workbook beside its sheets, for sheets with these names (ECMA-376, part 1, 12 and 18.2). */
export function workbookParts(names: readonly string[]): ZipEntry[] {
  return [
    part('[Content_Types].xml', contentTypes(names.length)),
    part('_rels/.rels', relationships([['rId1', `${office}/officeDocument`, 'xl/workbook.xml']])),
    part('xl/workbook.xml', workbook(names)),
    part('xl/_rels/workbook.xml.rels', relationships(targetsOf(names.length))),
    part('xl/styles.xml', styles),
  ]
}

/** Where the sheet with this index, from 0, lies in the archive. */
export function sheetPath(index: number): string {
  return `xl/worksheets/sheet${index + 1}.xml`
}

function part(path: string, xml: string): ZipEntry {
  return { path, pieces: [declaration + xml] }
}

function contentTypes(sheets: number): string {
  const override = (path: string, type: string): string =>
    `<Override PartName="/${path}" ContentType="${spreadsheet}.${type}+xml"/>`
  return [
    `<Types xmlns="${packaging}/content-types">`,
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
    override('xl/workbook.xml', 'sheet.main'),
    override('xl/styles.xml', 'styles'),
    ...Array.from({ length: sheets }, (_, index) => override(sheetPath(index), 'worksheet')),
    '</Types>',
  ].join('')
}

type Relationship = readonly [id: string, type: string, target: string]

function targetsOf(sheets: number): Relationship[] {
  const list = Array.from({ length: sheets }, (_, index): Relationship => [
    `rId${index + 1}`,
    `${office}/worksheet`,
    sheetPath(index).replace('xl/', ''),
  ])
  return [...list, [`rId${sheets + 1}`, `${office}/styles`, 'styles.xml']]
}

function relationships(list: readonly Relationship[]): string {
  const items = list.map(([id, type, target]) => `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`)
  return `<Relationships xmlns="${packaging}/relationships">${items.join('')}</Relationships>`
}

function workbook(names: readonly string[]): string {
  const sheets = names.map(
    (name, index) => `<sheet name="${escapeXmlAttribute(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  )
  return `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${sheets.join('')}</sheets></workbook>`
}

/** Two styles of cells: as they are, and bold. */
const styles = [
  `<styleSheet xmlns="${main}">`,
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>',
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>',
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
  '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>',
  '</styleSheet>',
].join('')
