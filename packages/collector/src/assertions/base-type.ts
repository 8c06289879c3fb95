import type { Assertion } from '@autoopt/config'

type Negated = `not-${string}`

/** The name of an assertion without `not-`. */
export type BaseType = Exclude<Assertion['type'], Negated>

/** What an assertion checks, and whether it is turned round. */
export function baseType({ type }: Pick<Assertion, 'type'>): { readonly base: BaseType; readonly isNegated: boolean } {
  const isNegated = type.startsWith('not-')
  return { base: (isNegated ? type.slice(4) : type) as BaseType, isNegated }
}
