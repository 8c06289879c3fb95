import { InvalidArgumentError } from '../../errors.ts'

/** @throws {@link InvalidArgumentError} unless `value` lies between 0 and 1, both excluded. */
export function requireFraction(name: string, value: number): void {
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError(name, value, 'a number between 0 and 1, both excluded')
}
