const mark = Symbol.for('@autoopt/simulator/SimulatorError')

/** Any failure that the simulator throws. Each subclass has one fixed code of the form `AREA-KIND-NNN`. */
export abstract class SimulatorError extends Error {
  static readonly code?: string

  abstract readonly code: string
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

/** Thrown when a world is asked for by a name or a family that there is not. */
export class UnknownWorldError extends SimulatorError {
  static override readonly code = 'SIM-WORLD-001'
  override readonly name = 'UnknownWorldError'
  readonly code = UnknownWorldError.code

  constructor(asked: unknown) {
    super(
      `There is no simulated world ${JSON.stringify(asked)}; a world is named by its family and its seed, f1-0 to f12-…, such as "f3-7"`,
      { world: asked },
    )
  }
}

/** Thrown when the simulator is started with options that make no sense. */
export class SimulatorOptionsError extends SimulatorError {
  static override readonly code = 'SIM-OPTIONS-001'
  override readonly name = 'SimulatorOptionsError'
  readonly code = SimulatorOptionsError.code

  constructor(context: { readonly option: string; readonly value: unknown; readonly expected: string }) {
    const { option, value, expected } = context
    super(`Option ${option} of the simulator is ${JSON.stringify(value)}; expected ${expected}`, context)
  }
}

/** Thrown when the simulator cannot listen where it was told to. */
export class SimulatorListenError extends SimulatorError {
  static override readonly code = 'SIM-LISTEN-001'
  override readonly name = 'SimulatorListenError'
  readonly code = SimulatorListenError.code

  constructor(context: { readonly host: string; readonly port: number }, options?: ErrorOptions) {
    super(
      `The simulator cannot listen on ${context.host}:${context.port}; leave the port out to get a free one`,
      context,
      options,
    )
  }
}
