import { z } from 'zod'

const MASK = '***'

/**
 * A value that must not be shown. It prints as `***` in text, JSON, logs and inspection, and a structured clone of it
 * is empty; only {@link Secret.reveal} gives the value.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value itself, for the one call that needs it. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return MASK
  }

  toJSON(): string {
    return MASK
  }

  [Symbol.toPrimitive](): string {
    return MASK
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return MASK
  }
}

/** Text in a file, a {@link Secret} in a program. `writeOnly` is the mark by which the loader knows what to mask. */
export const secretSchema = z
  .string()
  .min(1)
  .transform((value) => new Secret(value))
  .meta({ writeOnly: true })
