import type { ConfigProblem } from '../config-problem.ts'
import type { ConfigSource } from '../config-source.ts'
import type { ConfigPath } from '../load/config-path.ts'
import { expectedNames } from '../load/describe-issue.ts'
import { field, keys, list, text } from '../load/read-loosely.ts'
import { testCaseSchema } from '../test-case.ts'
import { checkConstraints, parametersWithValues } from './check-constraints.ts'
import { checkKnown } from './check-known.ts'
import { checkUnique } from './check-unique.ts'

/** Finds what a dataset says wrongly about itself: ids twice, parameters, values and case fields that are not there. */
export function checkDataset(dataset: unknown, path: ConfigPath, source: ConfigSource): ConfigProblem[] {
  const known = parametersWithValues(dataset)
  const unknownDimensions = list(dataset, 'pairwise_dimensions').flatMap((name, index) =>
    checkKnown({
      path: [...path, 'pairwise_dimensions', index],
      name,
      known,
      kind: 'parameter with values',
      source,
    }),
  )
  const flows = list(dataset, 'conversation_flows')
  return [
    ...unknownDimensions,
    ...checkConstraints(dataset, path, source),
    ...checkUnique(list(dataset, 'cases'), { path: [...path, 'cases'], key: 'case_id', source }),
    ...list(dataset, 'case_files').flatMap((file, index) =>
      checkColumns(file, [...path, 'case_files', index, 'columns'], source),
    ),
    ...checkUnique(flows, { path: [...path, 'conversation_flows'], key: 'flow_id', source }),
  ]
}

/** A column goes to a field of a case, or to a name inside one of its maps. */
function checkColumns(file: unknown, path: ConfigPath, source: ConfigSource): ConfigProblem[] {
  const known = Object.keys(testCaseSchema.shape)
  return keys(file, 'columns').flatMap((column) => {
    const [name = '', ...rest] = text(field(file, 'columns'), column)?.split('.') ?? []
    if (name === '' || known.includes(name)) return []
    const candidates = known.map((fieldName) => [fieldName, ...rest].join('.'))
    const details = { message: 'there is no such field of a case', ...expectedNames(known), candidates }
    return [source.problemAt([...path, column], details)]
  })
}
