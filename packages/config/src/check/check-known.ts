import type { ConfigProblem } from '../config-problem.ts'
import type { ConfigSource } from '../config-source.ts'
import type { ConfigPath } from '../load/config-path.ts'
import { expectedNames } from '../load/describe-issue.ts'

export interface Reference {
  readonly path: ConfigPath
  /** What the reference says; not text when the schema has complained already. */
  readonly name: unknown
  /** What it may name. */
  readonly known: readonly string[]
  /** What is named: `dataset`, `model`. */
  readonly kind: string
  readonly source: ConfigSource
}

/** Finds a reference to something that is not there. */
export function checkKnown({ path, name, known, kind, source }: Reference): ConfigProblem[] {
  if (typeof name !== 'string' || known.includes(name)) return []
  if (known.length === 0) return [source.problemAt(path, { message: `there is no ${kind} to refer to` })]
  return [source.problemAt(path, { message: `there is no such ${kind}`, ...expectedNames(known) })]
}
