/** An app file that cannot be used, with the reason and the code of the parser and the name of the file. */
export class AppFileError extends Error {
  override readonly name = 'AppFileError'
  readonly code: string
  readonly context: Readonly<Record<string, unknown>>

  constructor(path: string, cause: DslError) {
    super(`${path}: ${cause.message}`, { cause })
    this.code = cause.code
    this.context = { ...cause.context, file: path }
  }
}

/** What every error of the parser has. */
type DslError = Error & { readonly code: string; readonly context: object }

/** Whether the parser refused the text. */
export function isDslError(error: unknown): error is DslError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('DSL-')
}
