import type { ConfigProblem } from '../config-problem.ts'
import type { ConfigSource, ProblemDetails } from '../config-source.ts'
import type { ConfigPath } from '../load/config-path.ts'
import { field, keys, list, text } from '../load/read-loosely.ts'
import { checkDataset } from './check-dataset.ts'
import { checkKnown } from './check-known.ts'
import { checkUnique } from './check-unique.ts'

/** Finds roles in an `env_config.yaml` that name no model of it. */
export function checkEnvReferences(env: unknown, source: ConfigSource): ConfigProblem[] {
  return checkModelRoles(env, keys(env, 'models'), source)
}

/** Finds roles that name none of the models. */
export function checkModelRoles(record: unknown, models: readonly string[], source: ConfigSource): ConfigProblem[] {
  return keys(record, 'model_roles').flatMap((role) => {
    const name = field(field(record, 'model_roles'), role)
    return checkKnown({ path: ['model_roles', role], name, known: models, kind: 'model', source })
  })
}

/** Finds ids of a catalog that are not unique. */
export function checkCatalogReferences(catalog: unknown, source: ConfigSource): ConfigProblem[] {
  return checkUnique(list(catalog, 'workflows'), { path: ['workflows'], key: 'id', source })
}

/** Finds what a plan says wrongly about itself: ids twice, datasets, parameters and variants that are not there, cycles. */
export function checkPlanReferences(plan: unknown, source: ConfigSource): ConfigProblem[] {
  const datasets = list(plan, 'datasets')
  const datasetIds = datasets.flatMap((dataset) => text(dataset, 'dataset_id') ?? [])
  return [
    ...checkUnique(list(plan, 'workflows'), { path: ['workflows'], key: 'catalog_id', source }),
    ...checkUnique(datasets, { path: ['datasets'], key: 'dataset_id', source }),
    ...list(plan, 'workflows').flatMap((workflow, index) =>
      checkWorkflow(workflow, { path: ['workflows', index], datasetIds, source }),
    ),
    ...datasets.flatMap((dataset, index) => checkDataset(dataset, ['datasets', index], source)),
  ]
}

function checkWorkflow(
  workflow: unknown,
  { path, datasetIds, source }: { path: ConfigPath; datasetIds: readonly string[]; source: ConfigSource },
): ConfigProblem[] {
  const variants = list(workflow, 'prompt_optimization')
  const variantsPath = [...path, 'prompt_optimization']
  const unknownDatasets = list(workflow, 'dataset_refs').flatMap((name, index) =>
    checkKnown({ path: [...path, 'dataset_refs', index], name, known: datasetIds, kind: 'dataset', source }),
  )
  return [
    ...unknownDatasets,
    ...checkUnique(variants, { path: variantsPath, key: 'variant_id', source }),
    ...checkFallbacks(variants, variantsPath, source),
  ]
}

function checkFallbacks(variants: readonly unknown[], path: ConfigPath, source: ConfigSource): ConfigProblem[] {
  const fallbacks = new Map(variants.map((variant) => [text(variant, 'variant_id'), text(variant, 'fallback_variant')]))
  const known = [...fallbacks.keys()].filter((id) => id !== undefined)
  return variants.flatMap((variant, index) => {
    const place = [...path, index, 'fallback_variant']
    const name = text(variant, 'fallback_variant')
    const id = text(variant, 'variant_id')
    if (name !== undefined && name === id) return [source.problemAt(place, loop([id, id]))]
    const others = known.filter((other) => other !== id)
    const unknown = checkKnown({ path: place, name, known: others, kind: 'other variant', source })
    if (unknown.length > 0) return unknown
    const cycle = cycleFrom(id, fallbacks)
    return cycle ? [source.problemAt(place, loop(cycle))] : []
  })
}

function loop(way: readonly (string | undefined)[]): ProblemDetails {
  return { message: `this fallback leads back to itself: ${way.join(' → ')}`, expected: 'a chain that ends' }
}

/** The way from a variant back to itself; `undefined` when there is none or when an earlier variant of it tells. */
function cycleFrom(start: string | undefined, fallbacks: ReadonlyMap<string | undefined, string | undefined>) {
  const way: (string | undefined)[] = [start]
  for (let id = fallbacks.get(start); id !== undefined && way.length <= fallbacks.size; id = fallbacks.get(id)) {
    way.push(id)
    if (id === start) break
  }
  const isCycle = way.length > 1 && way.at(-1) === start
  const order = [...fallbacks.keys()]
  const isFirst = way.every((id) => order.indexOf(id) >= order.indexOf(start))
  return isCycle && isFirst ? way : undefined
}
