import { CaseRowError, EmptyCaseFileError } from '../errors.ts'
import type { CaseRecord } from './case-record.ts'
import { findJsonFault } from './find-json-fault.ts'
import { readText, type TextFile } from './read-text.ts'

/** A line without an end swallows no more than this. */
const MAX_LINE_CHARACTERS = 16 * 1024 * 1024

/**
 * Reads one JSON object a line; blank lines are skipped.
 *
 * @throws {@link CaseRowError} for a line that is none, {@link EmptyCaseFileError} when there is no line.
 */
export async function* readJsonLines(file: TextFile): AsyncGenerator<CaseRecord> {
  let line = 0
  let records = 0
  for await (const text of linesOf(file)) {
    line += 1
    if (text.trim() === '') continue
    records += 1
    yield { place: { source: file.name, row: line, unit: 'line' }, values: parseLine(text, file, line) }
  }
  if (records === 0) throw new EmptyCaseFileError(`${file.name} holds no cases: it is empty.`, { file: file.name })
}

async function* linesOf(file: TextFile): AsyncGenerator<string> {
  let rest = ''
  let line = 1
  for await (const text of readText(file)) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    line += lines.length
    if (rest.length > MAX_LINE_CHARACTERS)
      throw new CaseRowError(
        `${file.name}, line ${line}: the line is longer than ${MAX_LINE_CHARACTERS} characters. Put one case on each line, or tell the format json.`,
        { file: file.name, row: line },
      )
    yield* lines
  }
  yield rest
}

function parseLine(text: string, { name }: TextFile, line: number): Map<string, unknown> {
  const value = parseJson(text, name, line)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return new Map(Object.entries(value))
  throw new CaseRowError(`${name}, line ${line}: expected a JSON object, found ${kindOf(value)}.`, {
    file: name,
    row: line,
  })
}

function parseJson(text: string, file: string, line: number): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const column = findJsonFault(text) + 1
    throw new CaseRowError(
      `${file}, line ${line}, column ${column}: this is not JSON (${why}). Each line holds one whole case.`,
      { file, row: line, column },
      { cause },
    )
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}
