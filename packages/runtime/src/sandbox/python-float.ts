const mark = Symbol.for('@autoopt/runtime/PythonFloat')

/** A Python float whose value is whole, which a plain `number` would turn into an `int`: `3.0` prints as `3.0`. */
export class PythonFloat {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  get [mark](): true {
    return true
  }

  valueOf(): number {
    return this.value
  }

  /** The ESM and the CJS build hold one class each: the mark, not the prototype, is what makes an instance. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && mark in value
  }
}
