import { CodedError } from '@autoopt/config'

/** Thrown when a patch's selector matches no prompt and its `if_missing` is `error`. */
export class PromptNotFoundError extends CodedError {
  static override readonly code = 'EXEC-SELECTOR-001'
  override readonly name = 'PromptNotFoundError'
  readonly code = PromptNotFoundError.code
}

/** Thrown when a patch's template cannot be read or rendered and the patch has no `fallback_value`. */
export class TemplateError extends CodedError {
  static override readonly code = 'EXEC-TEMPLATE-001'
  override readonly name = 'TemplateError'
  readonly code = TemplateError.code
}

/** Thrown when a variant is unknown, or when neither it nor any of its fallback variants can be applied. */
export class VariantError extends CodedError {
  static override readonly code = 'EXEC-VARIANT-001'
  override readonly name = 'VariantError'
  readonly code = VariantError.code
}

/** Thrown when another process is writing to a run. */
export class RunLockedError extends CodedError {
  static override readonly code = 'EXEC-LOCK-001'
  override readonly name = 'RunLockedError'
  readonly code = RunLockedError.code

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
}

/** Thrown when another process took a run over while this one was at it, as it may after a long standstill. */
export class RunTakenError extends CodedError {
  static override readonly code = 'EXEC-LOCK-002'
  override readonly name = 'RunTakenError'
  readonly code = RunTakenError.code

  constructor(context: { readonly folder: string }, options?: ErrorOptions) {
    super(
      `The run ${context.folder} is no longer written by this process: its lock is gone or another process has it. What was finished is kept; look whether the other process goes on with it, and resume the run if not`,
      context,
      options,
    )
  }
}

/** Thrown when a folder holds no run, or a run in a format of another version. */
export class NoRunError extends CodedError {
  static override readonly code = 'EXEC-RUN-001'
  override readonly name = 'NoRunError'
  readonly code = NoRunError.code

  constructor(context: { readonly folder: string; readonly finding: string }, options?: ErrorOptions) {
    super(`${context.folder} holds no run: ${context.finding}`, context, options)
  }
}

/** Thrown when a new run is to have the id of one that there is. */
export class RunExistsError extends CodedError {
  static override readonly code = 'EXEC-RUN-002'
  override readonly name = 'RunExistsError'
  readonly code = RunExistsError.code

  constructor(context: { readonly folder: string }, options?: ErrorOptions) {
    super(`There is a run in ${context.folder} already; resume it, or choose another id`, context, options)
  }
}

/** Thrown when a run is resumed with other cases, workflows, variants or models than it was begun with. Nothing was run. */
export class RunChangedError extends CodedError {
  static override readonly code = 'EXEC-RESUME-001'
  override readonly name = 'RunChangedError'
  readonly code = RunChangedError.code

  constructor(context: { readonly run_id: string; readonly changes: readonly string[] }) {
    super(
      `The run ${context.run_id} cannot be resumed, because since it was begun ${context.changes.join('; ')}. Restore what was there, or begin a new run`,
      context,
    )
  }
}

/** Thrown when a line of `results.jsonl` that is not the last one is no result. */
export class DamagedResultsError extends CodedError {
  static override readonly code = 'EXEC-RESULTS-001'
  override readonly name = 'DamagedResultsError'
  readonly code = DamagedResultsError.code

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
}

/** Thrown when results cannot be written. What was told of before is safe. */
export class ResultsWriteError extends CodedError {
  static override readonly code = 'EXEC-RESULTS-002'
  override readonly name = 'ResultsWriteError'
  readonly code = ResultsWriteError.code

  constructor(context: { readonly path: string }, options: ErrorOptions) {
    const reason = options.cause instanceof Error ? options.cause.message : String(options.cause)
    super(`Results cannot be written to ${context.path}: ${reason}. Mend that, and resume the run`, context, options)
  }
}

/** Thrown when a plan names what is not there, or leaves nothing to run. */
export class PlanError extends CodedError {
  static override readonly code = 'EXEC-PLAN-001'
  override readonly name = 'PlanError'
  readonly code = PlanError.code
}
