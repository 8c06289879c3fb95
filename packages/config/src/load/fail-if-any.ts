import type { ConfigProblem } from '../config-problem.ts'
import { ConfigError } from '../errors.ts'

/** @throws {ConfigError} with the problems in the order of their places, when there are any. */
export function failIfAny(file: string, problems: readonly ConfigProblem[]): void {
  if (problems.length > 0) throw new ConfigError(file, problems.toSorted(byPlace))
}

/** Whether a problem makes a configuration unusable. */
export function isError(problem: ConfigProblem): boolean {
  return problem.severity === 'error'
}

/** Orders problems by file, then by line and column. */
export function byPlace(one: ConfigProblem, other: ConfigProblem): number {
  return one.file.localeCompare(other.file) || one.line - other.line || one.column - other.column
}
