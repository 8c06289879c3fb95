import type { CombinationModel } from './combination-model.ts'

/** The numbers of a parameter's values. */
export function valuesOf({ first, sizes }: CombinationModel, parameter: number): number[] {
  const start = first[parameter] as number
  return Array.from({ length: sizes[parameter] as number }, (_, index) => start + index)
}
