import { describeIssue, nearestName, type TestCase, testCaseSchema } from '@autoopt/config'
import { CaseRowError } from '../errors.ts'
import { type CaseField, fieldOf, type FieldOptions } from './case-field.ts'
import { type CasePlace, type CaseRecord, formatPlace } from './case-record.ts'
import { readCell } from './read-cell.ts'

/** A case whose id may have to be made from its content. */
export type UnnamedCase = Omit<TestCase, 'case_id'> & { readonly case_id?: string | undefined }

const unnamedCaseSchema = testCaseSchema.partial({ case_id: true })

/** Turns the records of one file into cases. */
export class RecordReader {
  readonly #options: FieldOptions & { readonly isText: boolean }
  readonly #fields = new Map<string, CaseField>()

  /** `isText`: cells are texts, of which some stand for lists and numbers. */
  constructor(options: FieldOptions & { readonly isText: boolean }) {
    this.#options = options
  }

  /** @throws {@link CaseRowError} with the row, and the column where one is to blame; {@link CaseColumnError}. */
  read({ place, values }: CaseRecord): UnnamedCase {
    const isWritten = !this.#options.isText && isInCaseForm(values)
    const draft: Draft = {}
    for (const [column, value] of values) {
      if (isWritten) checkKey(column, { place, columns: this.#options.columns })
      const field = this.#fieldOf(column)
      const cell = this.#options.isText
        ? readCell(String(value), field[0], field.length > 1)
        : { value: loosely(value, field[0]) }
      if ('problem' in cell) throw fault(place, column, cell.problem)
      if (cell.value !== undefined) put(draft, field, { place, column, value: cell.value })
    }
    const parsed = unnamedCaseSchema.safeParse(draft)
    if (parsed.success) return parsed.data
    throw this.#explain(parsed.error.issues[0], draft, place)
  }

  /** The columns that records had so far. */
  get seen(): readonly string[] {
    return [...this.#fields.keys()]
  }

  #fieldOf(column: string): CaseField {
    const known = this.#fields.get(column)
    if (known) return known
    const field = fieldOf(column, this.#options)
    this.#fields.set(column, field)
    return field
  }

  #explain(issue: Issue | undefined, draft: Draft, place: CasePlace): CaseRowError {
    if (!issue) throw new Error('A record was refused without a reason')
    const column =
      this.seen.find((name) => isInside(issue.path, this.#fields.get(name) ?? [''])) ?? String(issue.path[0])
    const inside = issue.path.length > 1 ? ` (${issue.path.map(String).join('.')})` : ''
    return fault(place, column, `${reasonOf(issue, draft)}${inside}`)
  }
}

type Draft = Record<string, unknown>
type Issue = Parameters<typeof describeIssue>[0]

function reasonOf(issue: Issue, draft: Draft): string {
  if (issue.code === 'unrecognized_keys')
    return `unknown key ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`
  const { message, expected } = describeIssue(issue, valueAt(draft, issue.path))
  return expected === undefined ? message : `${message}, expected ${expected}`
}

/** Records that are written as cases have no further keys; flat records have an input in each. */
function isInCaseForm(values: ReadonlyMap<string, unknown>): boolean {
  return ['inputs', 'expected_outputs', 'assertions', 'turns'].some((key) => typeof values.get(key) === 'object')
}

function checkKey(
  key: string,
  { place, columns }: { readonly place: CasePlace; readonly columns: Readonly<Record<string, string>> },
): void {
  const known = Object.keys(testCaseSchema.shape)
  if (Object.hasOwn(columns, key) || known.includes(key) || /^(?:inputs|expected_outputs)\../.test(key)) return
  const nearest = nearestName(key, known)
  const meant = nearest === undefined ? '' : ` Did you mean ${nearest}?`
  throw fault(place, key, `a case has no such key.${meant} Inputs belong under "inputs"`)
}

function fault(place: CasePlace, column: string, problem: string): CaseRowError {
  return new CaseRowError(`${formatPlace(place)}, column ${JSON.stringify(column)}: ${problem}.`, {
    file: place.source,
    row: place.row,
    column,
  })
}

const texts: ReadonlySet<string> = new Set(['case_id', 'description', 'query', 'group'])

/** Programs write ids as numbers, and a single tag as a text. */
function loosely(value: unknown, field: string): unknown {
  if (value === null && field !== 'inputs' && field !== 'expected_outputs') return undefined
  if (texts.has(field) && (typeof value === 'number' || typeof value === 'boolean')) return String(value)
  return field === 'tags' && typeof value === 'string' ? [value] : value
}

/** Puts a value where its column goes. Tags of several columns come together; nothing else may be said twice. */
function put(
  draft: Draft,
  field: CaseField,
  { place, column, value }: { readonly place: CasePlace; readonly column: string; readonly value: unknown },
): void {
  let holder = draft
  for (const key of field.slice(0, -1)) {
    const inner = Object.hasOwn(holder, key) ? holder[key] : {}
    if (typeof inner !== 'object' || inner === null)
      throw fault(place, column, `${field.join('.')} is filled by another column as well`)
    define(holder, key, inner)
    holder = inner as Draft
  }
  const last = field.at(-1) ?? ''
  const before = Object.hasOwn(holder, last) ? holder[last] : undefined
  if (before === undefined) return define(holder, last, value)
  if (field[0] === 'tags' && Array.isArray(before) && Array.isArray(value))
    return define(holder, last, [...before, ...value])
  if (isMap(before) && isMap(value)) return define(holder, last, { ...before, ...value })
  throw fault(place, column, `${field.join('.')} is filled by another column as well`)
}

/** A column may be called `__proto__`. */
function define(holder: Draft, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true })
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isInside(path: readonly PropertyKey[], field: readonly string[]): boolean {
  return field.every((key, index) => path[index] === key)
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (holder, key) =>
      typeof holder === 'object' && holder !== null ? (holder as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  )
}
