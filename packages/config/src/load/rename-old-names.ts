import { isScalar, Pair, Scalar, YAMLMap } from 'yaml'
import type { ConfigProblem } from '../config-problem.ts'
import { findOldNames, type OldName } from './old-names.ts'
import { type ConfigFile, find } from './config-file.ts'
import type { LayeredSource } from './layered-source.ts'

/**
 * Gives a parsed `env_config.yaml` its new names and warns of each old one. An old name beside its new one is an error,
 * and is removed. A second call finds nothing.
 */
export function renameOldNames(file: ConfigFile, source: LayeredSource): ConfigProblem[] {
  return findOldNames(file).map((oldName) => {
    const { path, from, to, pair, map } = oldName
    const [start] = pair.key.range
    if (isTaken(file, oldName)) {
      const message = `${from} is the old name of ${to}, which is there too`
      const problem = source.problemIn(file, start, { path, message, expected: `${to} alone; delete this line` })
      map.items = map.items.filter((item) => item !== pair)
      return problem
    }
    const message = `${from} is now called ${to}`
    const warning = source.problemIn(file, start, { severity: 'warning', path, message })
    source.keepWrittenPath(rename(oldName), path)
    return warning
  })
}

/** Whether the new name of an old key is there already. */
function isTaken(file: ConfigFile, { path, to, change }: OldName): boolean {
  return change === 'key' && find(file, [...path.slice(0, -1), to]).depth === path.length
}

/** Returns the pair that now holds the value. */
function rename({ pair, to, change }: OldName): Pair {
  if (change === 'key') {
    pair.key.value = to
    return pair
  }
  const backend = new Scalar('backend')
  const map = new YAMLMap()
  map.range = backend.range = isScalar(pair.value) ? (pair.value.range ?? null) : pair.key.range
  const inner = new Pair(backend, pair.value)
  map.items.push(inner)
  pair.value = map
  return inner
}
