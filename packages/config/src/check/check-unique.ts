import type { ConfigProblem } from '../config-problem.ts'
import type { ConfigSource } from '../config-source.ts'
import type { ConfigPath } from '../load/config-path.ts'
import { text } from '../load/read-loosely.ts'

/** Finds items of a list whose id an earlier item has. */
export function checkUnique(
  items: readonly unknown[],
  { path, key, source }: { readonly path: ConfigPath; readonly key: string; readonly source: ConfigSource },
): ConfigProblem[] {
  const first = new Map<string, number>()
  return items.flatMap((item, index) => {
    const id = text(item, key)
    if (id === undefined) return []
    if (!first.has(id)) first.set(id, index)
    if (first.get(id) === index) return []
    const details = { message: `an earlier item has this ${key}`, expected: `a ${key} of its own` }
    return [source.problemAt([...path, index, key], details)]
  })
}
