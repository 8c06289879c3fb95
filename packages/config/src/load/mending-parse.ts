import { isScalar, type Scalar } from 'yaml'
import type { z } from 'zod'
import type { ConfigProblem } from '../config-problem.ts'
import { nearestName } from '../nearest-name.ts'
import { type ConfigPath, valueAt } from './config-path.ts'
import { describeIssue, expectedNames, oneOf } from './describe-issue.ts'
import type { LayeredSource } from './layered-source.ts'
import { keysOf, schemasAt } from './schemas-at.ts'

type Issue = z.core.$ZodIssue

/** Each pass reaches at least one level deeper into the data. */
const MAX_PASSES = 100

/** What the environment left behind. */
export interface FilledScalars {
  /** Scalars that may stand for a number or a boolean. */
  readonly filled: ReadonlySet<Scalar>
  /** Scalars whose problem is known already. */
  readonly unfilled: ReadonlySet<Scalar>
}

/** What came of a check. `value` counts only without problems. */
export interface MendedParse {
  readonly data: unknown
  readonly value: unknown
  readonly problems: readonly ConfigProblem[]
}

/**
 * Checks a source against a schema and finds all of its problems. Where it is clear what was meant, the parse tree is
 * mended (a misspelt key renamed, an unknown one removed, a misspelt choice corrected) and the check repeated: so one
 * mistake does not hide the next, and none is told twice.
 *
 * @param prepare changes the parse tree before each check.
 */
export function mendingParse(
  source: LayeredSource,
  schema: z.ZodType,
  { prepare, ...scalars }: FilledScalars & { readonly prepare: () => readonly ConfigProblem[] },
): MendedParse {
  const problems: ConfigProblem[] = []
  for (let passes = 1; ; passes++) {
    problems.push(...prepare())
    const data = source.value()
    const result = schema.safeParse(data)
    if (result.success) return { data, value: result.data, problems }
    const pass = { source, schema, data, scalars, problems }
    const mended = result.error.issues.filter((issue) => mend(issue, pass))
    if (mended.length > 0 && passes < MAX_PASSES) continue
    problems.push(...result.error.issues.flatMap((issue) => finalProblems(issue, pass)))
    return { data, value: undefined, problems }
  }
}

interface Pass {
  readonly source: LayeredSource
  readonly schema: z.ZodType
  readonly data: unknown
  readonly scalars: FilledScalars
  readonly problems: ConfigProblem[]
}

/** Tells and removes the cause of a complaint where that can be done; says whether it was. */
function mend(issue: Issue, pass: Pass): boolean {
  if (issue.code === 'unrecognized_keys') return issue.keys.filter((key) => mendKey(issue.path, key, pass)).length > 0
  const scalar = pass.source.scalarAt(issue.path)
  if (!scalar) return mendMissingChoice(issue, pass)
  if (pass.scalars.unfilled.has(scalar)) return false
  return giveType(scalar, issue, pass) || mendChoice(scalar, issue, pass)
}

/** Without the key that chooses, unknown keys go unnoticed; one of them may be that key. */
function mendMissingChoice(issue: Issue, pass: Pass): boolean {
  const parent = issue.path.slice(0, -1)
  const map = valueAt(pass.data, parent)
  if (issue.code !== 'invalid_union' || !('options' in issue) || typeof map !== 'object' || map === null) return false
  if (valueAt(pass.data, issue.path) !== undefined) return false
  const known = keysOf(schemasAt(pass.schema, parent, pass.data))
  const unknown = Object.keys(map).filter((key) => !known.includes(key))
  return unknown.filter((key) => mendKey(parent, key, pass)).length > 0
}

function mendKey(parent: ConfigPath, key: string, { source, schema, data, problems }: Pass): boolean {
  const path = [...parent, key]
  const { pair, map, depth } = source.find(path)
  if (depth < path.length || !map) return false
  const known = keysOf(schemasAt(schema, parent, data))
  problems.push(source.problemAtKey(path, unknownKey(key, known)))
  const meant = nearestName(key, known)
  const isFree = meant !== undefined && valueAt(data, [...parent, meant]) === undefined
  if (isFree && isScalar(pair?.key)) pair.key.value = meant
  else map.items = map.items.filter((item) => item !== pair)
  return true
}

function unknownKey(key: string, known: readonly string[]) {
  return { message: `unknown key ${JSON.stringify(key)}`, ...expectedNames(known) }
}

/** What came from the environment is text; where a number or a boolean is called for, it may be read as one. */
function giveType(scalar: Scalar, issue: Issue, { scalars }: Pass): boolean {
  if (issue.code !== 'invalid_type' || typeof scalar.value !== 'string' || !scalars.filled.has(scalar)) return false
  const typed = issue.expected === 'boolean' ? readBoolean(scalar.value) : readNumber(scalar.value, issue.expected)
  if (typed !== undefined) scalar.value = typed
  return typed !== undefined
}

function readBoolean(text: string): boolean | undefined {
  if (text === 'true') return true
  return text === 'false' ? false : undefined
}

function readNumber(text: string, expected: string): number | undefined {
  const isNumber = (expected === 'number' || expected === 'int') && /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)
  return isNumber ? Number(text) : undefined
}

function mendChoice(scalar: Scalar, issue: Issue, { source, problems }: Pass): boolean {
  const options = issue.code === 'invalid_union' && 'options' in issue ? issue.options.map(String) : []
  const meant = nearestName(String(scalar.value), options)
  if (meant === undefined) return false
  problems.push(source.problemAt(issue.path, oneOf(options)))
  scalar.value = meant
  return true
}

/** The problems of a complaint whose cause could not be removed. */
function finalProblems(issue: Issue, { source, schema, data, scalars }: Pass): ConfigProblem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(schemasAt(schema, issue.path, data))
    return issue.keys.map((key) => source.problemAt(issue.path, unknownKey(key, known)))
  }
  const scalar = source.scalarAt(issue.path)
  if (scalar && scalars.unfilled.has(scalar)) return []
  return [source.problemAt(issue.path, describeIssue(issue, valueAt(data, issue.path)))]
}
