import { InvalidArgumentError } from '../../errors.ts'

/** @throws {@link InvalidArgumentError} unless `value` is a finite number of at least 0. */
export function requireNonNegative(name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0)) throw new InvalidArgumentError(name, value, 'a number of at least 0')
}
