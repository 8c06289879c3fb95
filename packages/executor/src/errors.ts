/** What every error of this package has: a fixed code, and where it happened. */
abstract class ExecutorError extends Error {
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

/** Thrown when a patch's selector matches no prompt and its `if_missing` is `error`. */
export class PromptNotFoundError extends ExecutorError {
  override readonly name = 'PromptNotFoundError'
  readonly code = 'EXEC-SELECTOR-001'

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'EXEC-SELECTOR-001')
  }
}

/** Thrown when a patch's template cannot be read or rendered and the patch has no `fallback_value`. */
export class TemplateError extends ExecutorError {
  override readonly name = 'TemplateError'
  readonly code = 'EXEC-TEMPLATE-001'

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'EXEC-TEMPLATE-001')
  }
}

/** Thrown when a variant is unknown, or when neither it nor any of its fallback variants can be applied. */
export class VariantError extends ExecutorError {
  override readonly name = 'VariantError'
  readonly code = 'EXEC-VARIANT-001'

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'EXEC-VARIANT-001')
  }
}

/** Thrown when another process is writing to a run. */
export class RunLockedError extends ExecutorError {
  override readonly name = 'RunLockedError'
  readonly code = 'EXEC-LOCK-001'

  constructor(context: {
    readonly folder: string
    readonly pid: number
    readonly host: string
    readonly since: string
  }) {
    const { folder, pid, host, since } = context
    super(
      `The run ${folder} is being written by process ${pid} on ${host} since ${since}; wait until that has ended, or stop it`,
      context,
    )
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'EXEC-LOCK-001')
  }
}

/** Thrown when another process took a run over while this one was at it, as it may after a long standstill. */
export class RunTakenError extends ExecutorError {
  override readonly name = 'RunTakenError'
  readonly code = 'EXEC-LOCK-002'

  constructor(context: { readonly folder: string }, options?: ErrorOptions) {
    super(
      `The run ${context.folder} is no longer written by this process: its lock is gone or another process has it. What was finished is kept; look whether the other process goes on with it, and resume the run if not`,
      context,
      options,
    )
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'EXEC-LOCK-002')
  }
}

/** Thrown when a folder holds no run, or a run in a format of another version. */
export class NoRunError extends ExecutorError {
  override readonly name = 'NoRunError'
  readonly code = 'EXEC-RUN-001'

  constructor(context: { readonly folder: string; readonly finding: string }, options?: ErrorOptions) {
    super(`${context.folder} holds no run: ${context.finding}`, context, options)
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'EXEC-RUN-001')
  }
}

/** Thrown when a new run is to have the id of one that there is. */
export class RunExistsError extends ExecutorError {
  override readonly name = 'RunExistsError'
  readonly code = 'EXEC-RUN-002'

  constructor(context: { readonly folder: string }, options?: ErrorOptions) {
    super(`There is a run in ${context.folder} already; resume it, or choose another id`, context, options)
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'EXEC-RUN-002')
  }
}

/** Thrown when a run is resumed with other cases, workflows, variants or models than it was begun with. Nothing was run. */
export class RunChangedError extends ExecutorError {
  override readonly name = 'RunChangedError'
  readonly code = 'EXEC-RESUME-001'

  constructor(context: { readonly run_id: string; readonly changes: readonly string[] }) {
    super(
      `The run ${context.run_id} cannot be resumed, because since it was begun ${context.changes.join('; ')}. Restore what was there, or begin a new run`,
      context,
    )
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'EXEC-RESUME-001')
  }
}

/** Thrown when a line of `results.jsonl` that is not the last one is no result. */
export class DamagedResultsError extends ExecutorError {
  override readonly name = 'DamagedResultsError'
  readonly code = 'EXEC-RESULTS-001'

  constructor(
    context: { readonly path: string; readonly line: number; readonly finding: string },
    options?: ErrorOptions,
  ) {
    const { path, line, finding } = context
    super(
      `Line ${line} of ${path} is no result (${finding}); delete the line, and resume the run to have its case run again`,
      context,
      options,
    )
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'EXEC-RESULTS-001')
  }
}

/** Thrown when results cannot be written. What was told of before is safe. */
export class ResultsWriteError extends ExecutorError {
  override readonly name = 'ResultsWriteError'
  readonly code = 'EXEC-RESULTS-002'

  constructor(context: { readonly path: string }, options: ErrorOptions) {
    const reason = options.cause instanceof Error ? options.cause.message : String(options.cause)
    super(`Results cannot be written to ${context.path}: ${reason}. Mend that, and resume the run`, context, options)
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'EXEC-RESULTS-002')
  }
}

/** Thrown when a plan names what is not there, or leaves nothing to run. */
export class PlanError extends ExecutorError {
  override readonly name = 'PlanError'
  readonly code = 'EXEC-PLAN-001'

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'EXEC-PLAN-001')
  }
}
