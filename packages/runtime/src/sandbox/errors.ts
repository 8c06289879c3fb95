const mark = Symbol.for('@autoopt/runtime/SandboxError')

/** Any failure of a run in the sandbox. Each subclass has one fixed code of the form `AREA-KIND-NNN`. */
export abstract class SandboxError extends Error {
  static readonly code?: string

  abstract readonly code: string
  /** What the failure is about: language, limits, position. */
  readonly context: Readonly<Record<string, unknown>>

  constructor(message: string, context: Readonly<Record<string, unknown>>, options?: ErrorOptions) {
    super(message, options)
    this.context = context
  }

  get [mark](): true {
    return true
  }

  /** The ESM and the CJS build hold one class each: mark and code, not the prototype, are what makes an instance. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!(value instanceof Error) || !(mark in value)) return false
    return this.code === undefined || ('code' in value && value.code === this.code)
  }
}

/** What is run in the sandbox. */
export type SandboxLanguage = 'python3' | 'javascript' | 'jinja2'

/** Thrown when the code itself fails: it does not compile, throws, or returns what JSON cannot hold. The message is what the language reports. */
export class SandboxCodeError extends SandboxError {
  static override readonly code = 'SANDBOX-CODE-001'
  override readonly name = 'SandboxCodeError'
  readonly code = SandboxCodeError.code
}

/** Thrown when a run takes longer than it may. */
export class SandboxTimeoutError extends SandboxError {
  static override readonly code = 'SANDBOX-TIME-001'
  override readonly name = 'SandboxTimeoutError'
  readonly code = SandboxTimeoutError.code

  constructor(context: { readonly language: SandboxLanguage; readonly timeoutMs: number }) {
    const { language, timeoutMs } = context
    super(
      `The ${language} run took longer than ${timeoutMs} ms and was stopped; make it shorter or raise timeoutMs`,
      context,
    )
  }
}

/** Thrown when a run needs more memory than it may have. */
export class SandboxMemoryError extends SandboxError {
  static override readonly code = 'SANDBOX-MEMORY-001'
  override readonly name = 'SandboxMemoryError'
  readonly code = SandboxMemoryError.code

  constructor(context: { readonly language: SandboxLanguage; readonly memoryMb: number }) {
    const { language, memoryMb } = context
    super(
      `The ${language} run needed more than the ${memoryMb} MB that it may use and was stopped; use less memory or raise memoryMb`,
      context,
    )
  }
}

/** Thrown when code did something that brought the process of its sandbox down, for instance by attacking it. */
export class SandboxCrashError extends SandboxError {
  static override readonly code = 'SANDBOX-CRASH-001'
  override readonly name = 'SandboxCrashError'
  readonly code = SandboxCrashError.code

  constructor(finding: string, context: { readonly language: SandboxLanguage }) {
    super(
      `The process that ran the ${context.language} code ended: ${finding}; the next run gets a new process`,
      context,
    )
  }
}

/** Thrown when a language cannot be run at all here. */
export class SandboxUnavailableError extends SandboxError {
  static override readonly code = 'SANDBOX-UNAVAILABLE-001'
  override readonly name = 'SandboxUnavailableError'
  readonly code = SandboxUnavailableError.code

  constructor(finding: string, context: { readonly language: SandboxLanguage }, options?: ErrorOptions) {
    super(`Cannot run ${context.language} here: ${finding}`, context, options)
  }
}

/** Thrown when real Jinja2 is not installed and the light engine might print another text than it. */
export class TemplateNotExactError extends SandboxError {
  static override readonly code = 'SANDBOX-TEMPLATE-001'
  override readonly name = 'TemplateNotExactError'
  readonly code = TemplateNotExactError.code

  constructor(context: { readonly finding: string }) {
    super(
      `The template needs real Jinja2 (${context.finding}), and the light engine could print something else; install the package pyodide`,
      context,
    )
  }
}
