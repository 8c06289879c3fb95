import { isMap, isSeq, LineCounter, parseDocument, type YAMLError } from 'yaml'
import { CaseFileError, CaseRowError, EmptyCaseFileError } from '../errors.ts'
import { type CasePlace, type CaseRecord, formatPlace } from './case-record.ts'
import { findJsonFault } from './find-json-fault.ts'
import { readText, type TextFile } from './read-text.ts'

export interface DocumentFile extends TextFile {
  readonly format: 'json' | 'yaml'
}

/**
 * Reads a whole JSON or YAML document: a list of cases, or a map with such a list under `cases`. The document is kept in
 * memory; tables and JSON Lines are not.
 *
 * @throws {@link CaseFileError} when it is none, {@link CaseRowError} for an item that is no map,
 * {@link EmptyCaseFileError} when the list is empty.
 */
export async function* readDocument(file: DocumentFile): AsyncGenerator<CaseRecord> {
  let text = ''
  for await (const piece of readText(file)) text += piece
  const { value, lineOf } = file.format === 'json' ? parseJson(text, file) : parseYaml(text, file)
  for (const [index, item] of listIn(value, file).entries()) {
    const line = lineOf(index)
    const place: CasePlace = { source: file.name, row: index + 1, unit: 'case', ...(line !== undefined && { line }) }
    yield { place, values: new Map(Object.entries(checkMap(item, place))) }
  }
}

interface Parsed {
  readonly value: unknown
  /** The line on which an item begins, where that is known. */
  readonly lineOf: (index: number) => number | undefined
}

function parseJson(text: string, { name }: DocumentFile): Parsed {
  if (text.trim() === '') return { value: [], lineOf: () => undefined }
  try {
    return { value: JSON.parse(text) as unknown, lineOf: () => undefined }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const before = text.slice(0, findJsonFault(text)).split('\n')
    const [line, column] = [before.length, (before.at(-1)?.length ?? 0) + 1]
    throw new CaseFileError(
      `${name}, line ${line}, column ${column}: this is not JSON (${why}).`,
      { file: name, line, column },
      { cause },
    )
  }
}

function parseYaml(text: string, file: DocumentFile): Parsed {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    merge: true,
    stringKeys: true,
    prettyErrors: false,
    logLevel: 'error',
  })
  const [problem] = document.errors
  if (problem) throw malformed(file, problem, lines)
  const list = isMap(document.contents) ? document.contents.get('cases') : document.contents
  const starts = isSeq(list) ? list.items.map((node) => (node as { range?: readonly number[] }).range?.[0]) : []
  return {
    value: toData(document, file),
    lineOf: (index) => lines.linePos(starts[index] ?? 0).line,
  }
}

function malformed({ name }: DocumentFile, error: YAMLError, lines: LineCounter): CaseFileError {
  const { line, col: column } = lines.linePos(error.pos[0])
  return new CaseFileError(
    `${name}, line ${line}, column ${column}: this is not YAML (${error.message}).`,
    { file: name, line, column },
    { cause: error },
  )
}

function toData(document: ReturnType<typeof parseDocument>, { name }: DocumentFile): unknown {
  try {
    return document.toJS() ?? []
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new CaseFileError(`${name} cannot be read as YAML: ${why}.`, { file: name }, { cause })
  }
}

function listIn(value: unknown, { name }: DocumentFile): readonly unknown[] {
  const isWrapped = typeof value === 'object' && value !== null && 'cases' in value
  const list = isWrapped ? value.cases : value
  if (!Array.isArray(list))
    throw new CaseFileError(`${name} must hold a list of cases, or a map with such a list under "cases".`, {
      file: name,
    })
  if (list.length === 0) throw new EmptyCaseFileError(`${name} holds no cases: its list is empty.`, { file: name })
  return list
}

function checkMap(item: unknown, place: CasePlace): object {
  if (typeof item === 'object' && item !== null && !Array.isArray(item)) return item
  throw new CaseRowError(`${formatPlace(place)}: expected a map, as {inputs: {…}}.`, {
    file: place.source,
    row: place.row,
  })
}
