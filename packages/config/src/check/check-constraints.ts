import { isDeepStrictEqual } from 'node:util'
import type { ConfigProblem } from '../config-problem.ts'
import type { ConfigSource, ProblemDetails } from '../config-source.ts'
import type { ConfigPath } from '../load/config-path.ts'
import { expectedNames } from '../load/describe-issue.ts'
import { field, keys, list } from '../load/read-loosely.ts'

/** Finds constraints on parameters, or on values of them, that a dataset does not have. */
export function checkConstraints(dataset: unknown, path: ConfigPath, source: ConfigSource): ConfigProblem[] {
  const parameters = field(dataset, 'parameters')
  const known = parametersWithValues(dataset)
  return list(dataset, 'constraints').flatMap((constraint, index) =>
    ['if', 'then', 'exclude'].flatMap((part) =>
      keys(constraint, part).flatMap((name) => {
        const place = [...path, 'constraints', index, part, name]
        if (!known.includes(name)) return [source.problemAtKey(place, noSuchParameter(known))]
        const values = list(field(parameters, name), 'values')
        return checkValues(field(field(constraint, part), name), { path: place, values, source })
      }),
    ),
  )
}

/** The parameters that are no templates. */
export function parametersWithValues(dataset: unknown): string[] {
  const parameters = field(dataset, 'parameters')
  return keys(dataset, 'parameters').filter((name) => field(field(parameters, name), 'json_template') === undefined)
}

function noSuchParameter(known: readonly string[]): ProblemDetails {
  return { message: 'there is no such parameter with values', ...(known.length > 0 && expectedNames(known)) }
}

function checkValues(
  wanted: unknown,
  { path, values, source }: { path: ConfigPath; values: readonly unknown[]; source: ConfigSource },
): ConfigProblem[] {
  const isValue = (candidate: unknown): boolean => values.some((value) => isDeepStrictEqual(value, candidate))
  if (values.length === 0 || isValue(wanted)) return []
  const details = { message: 'the parameter has no such value', ...expectedNames(values.map(nameOf)) }
  if (!Array.isArray(wanted)) return [source.problemAt(path, details)]
  return wanted.flatMap((item, index) => (isValue(item) ? [] : [source.problemAt([...path, index], details)]))
}

function nameOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
