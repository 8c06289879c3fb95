import { nearestName, testCaseSchema } from '@autoopt/config'
import { distance } from 'fastest-levenshtein'
import { CaseColumnError } from '../errors.ts'

/** Where a column goes: a field of a case, and the keys inside it. */
export type CaseField = readonly [field: string, ...keys: string[]]

const fields = Object.keys(testCaseSchema.shape)
/** Fields that hold values by name. */
const maps = ['inputs', 'expected_outputs']

export interface FieldOptions {
  readonly file: string
  /** Columns to fields, as the plan says. */
  readonly columns: Readonly<Record<string, string>>
}

/**
 * The field of a case that a column fills: as the plan says, else the one that the column is named after, else an input.
 *
 * @throws {@link CaseColumnError} when the plan sends it nowhere, or when its name is a slip away from that of a field.
 */
export function fieldOf(column: string, { file, columns }: FieldOptions): CaseField {
  const target = Object.hasOwn(columns, column) ? columns[column] : undefined
  if (target !== undefined) return checkTarget(target.split('.'), { column, file })
  const [head = '', ...keys] = column.split('.')
  if (keys.length === 0 && fields.includes(head)) return [head]
  if (keys.length > 0 && maps.includes(head)) return [head, ...keys]
  checkSlip(column, file)
  return ['inputs', column]
}

function checkTarget(target: readonly string[], { column, file }: { column: string; file: string }): CaseField {
  const [head = '', ...keys] = target
  const isSound = fields.includes(head) && keys.every((key) => key !== '') && (keys.length === 0 || maps.includes(head))
  if (isSound) return [head, ...keys]
  const nearest = nearestName(head, keys.length === 0 ? fields : maps)
  const meant = nearest === undefined || nearest === head ? '' : ` Did you mean ${[nearest, ...keys].join('.')}?`
  throw new CaseColumnError(
    `${file}: column ${JSON.stringify(column)} is sent to ${target.join('.')}, which no case has.${meant} Cases have ${fields.join(', ')}, and inputs.NAME and expected_outputs.NAME.`,
    { file, column, target: target.join('.') },
  )
}

/** A column `expected_output.answer` would become an input that nobody asked for. */
function checkSlip(column: string, file: string): void {
  const [head = '', ...keys] = column.split('.')
  // "input" and "turn" are what people call inputs; nobody calls one "expected_output".
  const candidates = keys.length > 0 ? maps : fields.filter((field) => !likelyInputs.has(field))
  const meant = candidates.find((field) => isSlip(plain(head), plain(field)))
  if (meant === undefined) return
  const right = [meant, ...keys, ...(meant === 'expected_outputs' && keys.length === 0 ? ['NAME'] : [])].join('.')
  throw new CaseColumnError(
    `${file}: column ${JSON.stringify(column)} is no field of a case. Did you mean ${right}? If it is an input, say so in the plan: columns: {${JSON.stringify(column)}: ${JSON.stringify(`inputs.${column}`)}}.`,
    { file, column, nearest: right },
  )
}

const likelyInputs: ReadonlySet<string> = new Set(['inputs', 'turns', 'query'])

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '')
}

function isSlip(name: string, field: string): boolean {
  return distance(name, field) <= 1 || sorted(name) === sorted(field)
}

function sorted(name: string): string {
  return Array.from(name).toSorted().join('')
}
