import { extname, resolve } from 'node:path'
import { type CaseFile, nearestName } from '@autoopt/config'
import { CaseColumnError, CaseFileError } from '../errors.ts'
import { findFile } from '../find-file.ts'
import type { CasePlace, CaseRecord } from './case-record.ts'
import { readDocument } from './read-document.ts'
import { readJsonLines } from './read-json-lines.ts'
import { readTable } from './read-table.ts'
import { RecordReader, type UnnamedCase } from './record-to-case.ts'

export interface PlacedCase {
  readonly testCase: UnnamedCase
  /** An id of content, for a case that has none of its own. */
  readonly contentId?: string
  readonly place: CasePlace
}

export interface CaseFileOptions {
  /** The folder that the path is relative to. */
  readonly baseFolder: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Reads the cases of a file in their order; tables and JSON Lines one by one, in constant memory.
 *
 * @throws {@link CaseError} with the file, row and column, for what is no case.
 */
export async function* readCaseFile(
  file: CaseFile,
  { baseFolder, signal }: CaseFileOptions,
): AsyncGenerator<PlacedCase> {
  const format = formatOf(file)
  const name = file.path
  const text = {
    name,
    path: (await findFile(baseFolder, name)) ?? resolve(baseFolder, name),
    encoding: file.encoding,
    signal,
  }
  const isText = format === 'csv' || format === 'tsv'
  const reader = new RecordReader({ file: name, columns: file.columns, isText })
  const records: AsyncIterable<CaseRecord> = isText
    ? readTable({ ...text, delimiter: format === 'csv' ? ',' : '\t' }, (columns) => checkMapped(file, columns))
    : format === 'jsonl'
      ? readJsonLines(text)
      : readDocument({ ...text, format })
  for await (const record of records) yield { testCase: reader.read(record), place: record.place }
  if (!isText) checkMapped(file, reader.seen)
}

const formats: Readonly<Record<string, CaseFile['format']>> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.json': 'json',
  '.yaml': 'yaml',
  '.yml': 'yaml',
}

function formatOf({ path, format }: CaseFile): NonNullable<CaseFile['format']> {
  const extension = extname(path).toLowerCase()
  const found = format ?? (Object.hasOwn(formats, extension) ? formats[extension] : undefined)
  if (found !== undefined) return found
  throw new CaseFileError(
    `${path} does not tell its format by its end (${extension === '' ? 'it has none' : extension}). Say in the plan: format: csv, tsv, jsonl, json or yaml.`,
    { file: path },
  )
}

/** Every column that the plan speaks of must be there. */
function checkMapped({ path, columns }: CaseFile, found: readonly string[]): void {
  for (const column of Object.keys(columns)) {
    if (found.includes(column)) continue
    const nearest = nearestName(column, found)
    const meant = nearest === undefined ? '' : ` Did you mean ${JSON.stringify(nearest)}?`
    const there = found
      .slice(0, 20)
      .map((name) => JSON.stringify(name))
      .join(', ')
    throw new CaseColumnError(`${path} has no column ${JSON.stringify(column)}.${meant} It has ${there || 'none'}.`, {
      file: path,
      column,
      ...(nearest !== undefined && { nearest }),
    })
  }
}
