import type { Constraint, Dataset, JsonValue } from '@autoopt/config'
import { nearestName } from '@autoopt/config'
import { contentHash } from '../content-hash.ts'
import { ConstraintError } from '../errors.ts'
import { isFileInput } from '../inputs/file-input.ts'
import { type CombinationModel, createCombinationModel, type ModelParts } from '../pairwise/combination-model.ts'
import type { Dimension } from './dimension.ts'

type Forbidden = NonNullable<ModelParts['forbidden']>[number]

/**
 * The dimensions and constraints of a dataset as numbers.
 *
 * @throws {@link ConstraintError} when a constraint, or the list of what to cover, names a parameter or a value that is not there.
 */
export function compileModel(dataset: Dataset, dimensions: readonly Dimension[]): CombinationModel {
  const where = `dataset ${JSON.stringify(dataset.dataset_id)}`
  for (const name of dataset.pairwise_dimensions)
    if (!dimensions.some((dimension) => dimension.name === name))
      throw unknownName(name, { dimensions, where: `${where}, pairwise_dimensions,` })
  return createCombinationModel({
    sizes: dimensions.map(({ values }) => values.length),
    covered: [...dimensions.keys()].filter((index) => dimensions[index]?.isCovered),
    weights: dimensions.map(({ weights }) => weights),
    forbidden: dataset.constraints.flatMap((constraint, index) =>
      forbid(constraint, {
        dimensions,
        where: `${where}, constraint ${index + 1}`,
      }),
    ),
  })
}

interface Place {
  readonly dimensions: readonly Dimension[]
  readonly where: string
}

/** An implication forbids its condition together with each value that `then` leaves out. */
function forbid(constraint: Constraint, place: Place): Forbidden[] {
  if (constraint.exclude) return [literalsOf(constraint.exclude, place)]
  const condition = literalsOf(constraint.if ?? {}, place)
  return literalsOf(constraint.then ?? {}, place).map(({ parameter, values }) => {
    const allowed = new Set(values)
    const others = [...(place.dimensions[parameter]?.values.keys() ?? [])].filter((value) => !allowed.has(value))
    return merge(condition, { parameter, values: others })
  })
}

/** A parameter may stand in the condition and in the consequence; both must then hold of its one value. */
function merge(condition: Forbidden, literal: Forbidden[number]): Forbidden {
  const same = condition.find(({ parameter }) => parameter === literal.parameter)
  if (!same) return [...condition, literal]
  const values = new Set(same.values)
  const both = { parameter: literal.parameter, values: [...literal.values].filter((value) => values.has(value)) }
  return condition.map((other) => (other === same ? both : other))
}

function literalsOf(named: Readonly<Record<string, JsonValue>>, place: Place): Forbidden {
  return Object.entries(named).map(([name, wanted]) => {
    const parameter = place.dimensions.findIndex((dimension) => dimension.name === name)
    const dimension = place.dimensions[parameter]
    if (!dimension) throw unknownName(name, place)
    return { parameter, values: findValues(dimension, wanted, place.where) }
  })
}

function unknownName(name: string, { dimensions, where }: Place): ConstraintError {
  const known = dimensions.map((dimension) => dimension.name)
  return new ConstraintError(
    `${where} names the parameter ${JSON.stringify(name)}, which has no values here.${suggest(name, known)} There are ${known.join(', ')}.`,
    { where, name },
  )
}

/** A list is one of the values, or else several of them. */
function findValues({ name, values }: Dimension, wanted: JsonValue, where: string): number[] {
  const byKey = new Map(values.map((value, index) => [keyOf(value), index]))
  const whole = byKey.get(keyOf(wanted))
  if (whole !== undefined) return [whole]
  return (Array.isArray(wanted) ? (wanted as JsonValue[]) : [wanted]).map((item) => {
    const found = byKey.get(keyOf(item))
    if (found !== undefined) return found
    const known = values.slice(0, 1000).map(nameOf)
    throw new ConstraintError(
      `${where}: the parameter ${JSON.stringify(name)} has no value ${JSON.stringify(item)}.${suggest(nameOf(item), known)}`,
      { where, name, value: item },
    )
  })
}

/** Files are named by their paths. */
function keyOf(value: JsonValue): string {
  return contentHash(isFileInput(value) ? value.path : value)
}

function nameOf(value: JsonValue): string {
  if (isFileInput(value)) return value.path
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function suggest(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known)
  return nearest === undefined ? '' : ` Did you mean ${nearest}?`
}
