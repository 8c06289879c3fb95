import { InvalidArgumentError } from '../../errors.ts'

/** @throws {@link InvalidArgumentError} unless `value` is an integer of at least `least`. */
export function requireCount(name: string, value: number, least = 0): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new InvalidArgumentError(name, value, `an integer of at least ${least}`)
}
