import { CodedError } from './coded-error.ts'
import { type ConfigProblem, formatProblem } from './config-problem.ts'

/** Thrown when a file does not say what it must; carries all of its problems, warnings too, without any secret. */
export class ConfigError extends CodedError {
  static override readonly code = 'CONFIG-INVALID-001'
  override readonly name = 'ConfigError'
  readonly code = ConfigError.code
  readonly problems: readonly ConfigProblem[]

  constructor(file: string, problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
    super(`${count} in ${file}\n\n${problems.map((problem) => formatProblem(problem)).join('\n\n')}`, { file })
    this.problems = problems
  }
}

/** Thrown when a file, or the overlay of a named environment, is not there. */
export class ConfigNotFoundError extends CodedError {
  static override readonly code = 'CONFIG-NOTFOUND-001'
  override readonly name = 'ConfigNotFoundError'
  readonly code = ConfigNotFoundError.code
}

/** Thrown when a file is there but cannot be read, or is not UTF-8. */
export class ConfigReadError extends CodedError {
  static override readonly code = 'CONFIG-READ-001'
  override readonly name = 'ConfigReadError'
  readonly code = ConfigReadError.code
}
