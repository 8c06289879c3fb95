/** Thrown when a prompt has no such version. */
export class VersionNotFoundError extends Error {
  override readonly name = 'VersionNotFoundError'
  readonly code = 'OPT-VERSION-001'
  readonly context: Readonly<Record<string, unknown>>

  constructor(message: string, context: Readonly<Record<string, unknown>>) {
    super(message)
    this.context = context
  }

  /** The ESM and the CJS build hold one class each: the code, not the prototype, is what makes an instance. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && 'code' in value && value.code === 'OPT-VERSION-001'
  }
}
