import { type ConfigProblem, formatProblem } from './config-problem.ts'

/** What every error of this package has: a fixed code, and where it happened. */
abstract class ConfigurationError extends Error {
  abstract readonly code: string
  readonly context: Readonly<Record<string, unknown>>

  constructor(message: string, context: Readonly<Record<string, unknown>>, options?: ErrorOptions) {
    super(message, options)
    this.context = context
  }
}

/** The ESM and the CJS build hold one class each: the code, not the prototype, is what makes an instance. */
function hasCode(value: unknown, code: string): boolean {
  return value instanceof Error && 'code' in value && value.code === code
}

/** Thrown when a file does not say what it must; carries all of its problems, warnings too, without any secret. */
export class ConfigError extends ConfigurationError {
  override readonly name = 'ConfigError'
  readonly code = 'CONFIG-INVALID-001'
  readonly problems: readonly ConfigProblem[]

  constructor(file: string, problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
    super(`${count} in ${file}\n\n${problems.map((problem) => formatProblem(problem)).join('\n\n')}`, { file })
    this.problems = problems
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'CONFIG-INVALID-001')
  }
}

/** Thrown when a file, or the overlay of a named environment, is not there. */
export class ConfigNotFoundError extends ConfigurationError {
  override readonly name = 'ConfigNotFoundError'
  readonly code = 'CONFIG-NOTFOUND-001'

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'CONFIG-NOTFOUND-001')
  }
}

/** Thrown when a file is there but cannot be read, or is not UTF-8. */
export class ConfigReadError extends ConfigurationError {
  override readonly name = 'ConfigReadError'
  readonly code = 'CONFIG-READ-001'

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'CONFIG-READ-001')
  }
}
