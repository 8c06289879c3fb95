import { CodedError } from '@autoopt/config'

/** Any failure that this package reports. Each subclass has one fixed code of the form `AREA-KIND-NNN`. */
export abstract class CollectorError extends CodedError {
  static override readonly mark = Symbol.for('@autoopt/collector/CollectorError')
}

/** Thrown when a function gets a value that it cannot work with, such as NaN, a negative count or a level of 0. */
export class InvalidArgumentError extends CollectorError {
  static override readonly code = 'COLLECT-ARGUMENT-001'
  override readonly name = 'InvalidArgumentError'
  readonly code = InvalidArgumentError.code

  /** `argument` names the value's place, e.g. `differences[3]`; `expected` says what would do. */
  constructor(argument: string, value: unknown, expected: string) {
    super(`${argument} is ${String(value)}; expected ${expected}`, { argument, value, expected })
  }
}

/** Thrown when a statistic is asked for of fewer observations than it is defined for. */
export class TooFewObservationsError extends CollectorError {
  static override readonly code = 'COLLECT-SAMPLE-001'
  override readonly name = 'TooFewObservationsError'
  readonly code = TooFewObservationsError.code

  constructor(statistic: string, context: { readonly count: number; readonly needed: number }) {
    const { count, needed } = context
    super(`The ${statistic} needs at least ${needed} of what it counts, and there are ${count}; add cases or repeats`, {
      statistic,
      ...context,
    })
  }
}

/** Thrown when an assertion cannot be checked: what it says is not usable, or what it asks about is not known. Never a score. */
export class UncheckableError extends CollectorError {
  static override readonly code = 'COLLECT-CHECK-001'
  override readonly name = 'UncheckableError'
  readonly code = UncheckableError.code

  constructor(finding: string, context: Readonly<Record<string, unknown>>, options?: ErrorOptions) {
    super(`The assertion cannot be checked: ${finding}`, context, options)
  }
}

/** Thrown when an assertion needs a sandbox, a judge or an embedding model, and none was given. */
export class MissingPortError extends CollectorError {
  static override readonly code = 'COLLECT-PORT-001'
  override readonly name = 'MissingPortError'
  readonly code = MissingPortError.code

  /** `remedy` says what to configure. */
  constructor(context: { readonly type: string; readonly port: string; readonly remedy: string }) {
    const { type, port, remedy } = context
    super(`An assertion of type ${type} needs ${port}, and none is configured; ${remedy}`, context)
  }
}
