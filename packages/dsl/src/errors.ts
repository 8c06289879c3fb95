/** Where in a file a mistake stands. */
export interface SourcePosition {
  /** 1-based. */
  readonly line: number
  /** 1-based, in UTF-16 units. */
  readonly column: number
  /** The offending line; shortened when it is long. */
  readonly source_line: string
}

/** Thrown when a file is not YAML that both Dify and this parser read in the same way. */
export class DslSyntaxError extends Error {
  override readonly name = 'DslSyntaxError'
  readonly code = 'DSL-SYNTAX-001'
  readonly context: SourcePosition

  constructor(reason: string, position: SourcePosition, options?: ErrorOptions) {
    super(`Line ${position.line}, column ${position.column}: ${reason}\n  ${position.source_line}`, options)
    this.context = position
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'DSL-SYNTAX-001')
  }
}

/** Thrown when a file is YAML but no Dify app. */
export class NotADslError extends Error {
  override readonly name = 'NotADslError'
  readonly code = 'DSL-FORMAT-001'
  /** `pointer` names what is missing or wrong. */
  readonly context: { readonly pointer: string }

  constructor(reason: string, pointer: string) {
    super(`This is not a Dify app file: ${reason}. Export the app from Dify's studio ("Export DSL") and use that file.`)
    this.context = { pointer }
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'DSL-FORMAT-001')
  }
}

/** Thrown when a file is larger, deeper or more entangled than the parser takes on. */
export class DslTooLargeError extends Error {
  override readonly name = 'DslTooLargeError'
  readonly code = 'DSL-LIMIT-001'
  readonly context: { readonly limit: string; readonly maximum: number }

  constructor(reason: string, context: { limit: string; maximum: number }, options?: ErrorOptions) {
    super(reason, options)
    this.context = context
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'DSL-LIMIT-001')
  }
}

/** Thrown when a replacement names no prompt of the document. */
export class UnknownPromptError extends Error {
  override readonly name = 'UnknownPromptError'
  readonly code = 'DSL-PROMPT-001'
  readonly context: { readonly key: string; readonly known: readonly string[] }

  constructor(key: string, known: readonly string[]) {
    const hint = known.length === 0 ? 'The file holds no prompt' : `Known ids: ${known.slice(0, 10).join(', ')}`
    super(`No prompt has the id or pointer ${JSON.stringify(key)}. ${hint}${known.length > 10 ? ', …' : ''}.`)
    this.context = { key, known }
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'DSL-PROMPT-001')
  }
}

/** Thrown when prompts cannot be replaced without changing something else; the source is left alone. */
export class ReplaceError extends Error {
  override readonly name = 'ReplaceError'
  readonly code = 'DSL-REPLACE-001'
  /** The JSON Pointer that would change, or could not be written. */
  readonly context: { readonly pointer: string }

  constructor(reason: string, pointer: string, options?: ErrorOptions) {
    super(`Cannot replace the prompt: ${reason}`, options)
    this.context = { pointer }
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasCode(value, 'DSL-REPLACE-001')
  }
}

/** The ESM and the CJS build hold one class each: the code, not the prototype, is what makes an instance. */
function hasCode(value: unknown, code: string): boolean {
  return value instanceof Error && 'code' in value && value.code === code
}
