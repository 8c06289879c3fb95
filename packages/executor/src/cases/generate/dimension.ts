import type { Dataset, DatasetParameter, JsonValue } from '@autoopt/config'
import { contentHash } from '../content-hash.ts'
import { TooManyValuesError } from '../errors.ts'
import type { InputFiles } from '../inputs/input-files.ts'
import { expandRange } from './expand-range.ts'

/** A parameter with the values that it may have. */
export interface Dimension {
  readonly name: string
  readonly values: readonly JsonValue[]
  readonly weights?: readonly number[]
  /** The value of cases that do not vary it. */
  readonly standard: JsonValue | undefined
  /** Whether cases vary it at all. */
  readonly isVaried: boolean
  /** Whether every pair of its values with others must appear. */
  readonly isCovered: boolean
}

const MAX_VALUES = 1_000_000

/** The parameters of a dataset in their order, without templates. A parameter that is not varied has its default alone. */
export async function openDimensions(dataset: Dataset, files: InputFiles): Promise<Dimension[]> {
  const dimensions: Dimension[] = []
  for (const [name, parameter] of Object.entries(dataset.parameters)) {
    if (parameter.json_template !== undefined) continue
    const where = `dataset ${JSON.stringify(dataset.dataset_id)}, parameter ${JSON.stringify(name)}`
    dimensions.push(await openDimension(dataset, { name, parameter, where, files }))
  }
  return dimensions
}

interface Parameter {
  readonly name: string
  readonly parameter: DatasetParameter
  readonly where: string
  readonly files: InputFiles
}

async function openDimension(
  { pairwise_dimensions, sampling }: Dataset,
  { name, parameter, where, files }: Parameter,
): Promise<Dimension> {
  const { default: standard, weights } = parameter
  const isNamed = pairwise_dimensions.length === 0 || pairwise_dimensions.includes(name)
  const isCovered = sampling.method !== 'pairwise' || isNamed
  const values = await valuesOf(parameter, where, files)
  const isVaried = values.length > 0 && (isCovered || standard === undefined)
  if (isVaried) return { name, ...withoutRepeats(values, weights), standard, isVaried, isCovered }
  if (standard === undefined) throw new Error(`${where} has neither values nor a default`)
  return { name, values: [standard], standard, isVaried, isCovered: false }
}

async function valuesOf(
  { values, range, file_pool }: DatasetParameter,
  where: string,
  files: InputFiles,
): Promise<readonly JsonValue[]> {
  if (values) return values
  if (file_pool) return (await files.openPool(file_pool, where)).map((file) => Object.assign({}, file))
  if (!range) return []
  const count = Math.floor((range.max - range.min) / range.step) + 1
  if (count <= MAX_VALUES) return expandRange(range)
  throw new TooManyValuesError(
    `${where}: the range has ${count} values, more than ${MAX_VALUES}. Make its step larger.`,
    { where, count },
  )
}

/** A value that is named twice weighs as much as both. */
function withoutRepeats(
  values: readonly JsonValue[],
  weights: readonly number[] | undefined,
): Pick<Dimension, 'values' | 'weights'> {
  const places = new Map<string, number>()
  const merged: { readonly value: JsonValue; weight: number }[] = []
  for (const [index, value] of values.entries()) {
    const key = contentHash(value)
    const same = merged[places.get(key) ?? -1]
    if (same) same.weight += weights?.[index] ?? 1
    else {
      places.set(key, merged.length)
      merged.push({ value, weight: weights?.[index] ?? 1 })
    }
  }
  return { values: merged.map(({ value }) => value), weights: merged.map(({ weight }) => weight) }
}
