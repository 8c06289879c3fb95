import type { z } from 'zod'
import type { ConfigProblem } from '../config-problem.ts'
import type { ConfigSource, LoadedConfig } from '../config-source.ts'
import { parseConfigFile } from './config-file.ts'
import { byPlace, failIfAny, isError } from './fail-if-any.ts'
import type { Environment } from './interpolate.ts'
import { interpolateFile } from './interpolate-file.ts'
import { LayeredSource } from './layered-source.ts'
import { mendingParse } from './mending-parse.ts'
import { renameOldNames } from './rename-old-names.ts'
import { structureProblems } from './structure-problems.ts'

/** The text of one file, and what to call it in messages. */
export interface SourceText {
  readonly file: string
  readonly text: string
}

/** Looks for mistakes that no single record shows. The data may be of any shape. */
type CrossCheck = (data: unknown, source: ConfigSource) => readonly ConfigProblem[]

export interface ReadConfigOptions<Schema extends z.ZodType> {
  readonly schema: Schema
  /** Absent: `${` is text like any other. */
  readonly environment?: Environment
  /** Whether the names of earlier versions are understood. */
  readonly hasOldNames?: boolean
  readonly check?: CrossCheck
}

/**
 * Reads one configuration from its layers, the first one lowest: parses them, fills in the environment, gives old names
 * their new ones, merges, and checks. Files without a sound structure are told of that alone.
 *
 * @throws {ConfigError} with all problems of all layers, warnings too, when any of them is an error.
 */
export function readConfig<Schema extends z.ZodType>(
  layers: readonly SourceText[],
  { schema, environment, hasOldNames = false, check = () => [] }: ReadConfigOptions<Schema>,
): LoadedConfig<z.output<Schema>> {
  const files = layers.map(({ file, text }) => parseConfigFile(file, text))
  const name = files.map((file) => file.name).join(' + ')
  const unsound = new LayeredSource(files, { schema, isSound: false })
  failIfAny(
    name,
    files.flatMap((file) => structureProblems(file, unsound)),
  )

  const interpolated = environment === undefined ? [] : files.map((file) => interpolateFile(file, environment))
  const secrets = new Set(interpolated.flatMap((file) => file.secrets))
  const source = new LayeredSource(files, { schema, secrets })
  const problems = interpolated
    .flatMap((file) => file.broken)
    .map(({ file, offset, path, details }) => source.problemIn(file, offset, { ...details, path }))
  const {
    data,
    value,
    problems: misfits,
  } = mendingParse(source, schema, {
    prepare: () => (hasOldNames ? files.flatMap((file) => renameOldNames(file, source)) : []),
    filled: new Set(interpolated.flatMap((file) => file.filled)),
    unfilled: new Set(interpolated.flatMap((file) => file.unfilled)),
  })
  problems.push(...misfits, ...check(data, source))
  if (problems.some(isError)) failIfAny(name, problems)
  return { value: value as z.output<Schema>, warnings: problems.toSorted(byPlace), source }
}
