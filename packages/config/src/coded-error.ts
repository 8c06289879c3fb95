/**
 * An error with a fixed code of the form `AREA-KIND-NNN`, which its class has too. A class without a code is a family of errors, with a
 * mark of its own.
 *
 * The ESM and the CJS build of a package hold one class each: mark and code, not the prototype, are what makes an instance.
 */
export abstract class CodedError<Context extends object = Readonly<Record<string, unknown>>> extends Error {
  static readonly code?: string
  static readonly mark: symbol = Symbol.for('@autoopt/config/CodedError')

  abstract readonly code: string
  /** What the failure is about: names, values, places. */
  readonly context: Context

  constructor(message: string, context: Context, options?: ErrorOptions) {
    super(message, options)
    this.context = context
    for (const mark of [CodedError.mark, new.target.mark]) Object.defineProperty(this, mark, { value: true })
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!(value instanceof Error) || !(this.mark in value)) return false
    return this.code === undefined || ('code' in value && value.code === this.code)
  }
}
