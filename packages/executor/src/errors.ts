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
