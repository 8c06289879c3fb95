import { isScalar, type Pair, Scalar, type YAMLMap } from 'yaml'
import { type ConfigFile, find, follow } from './config-file.ts'
import type { ConfigPath } from './config-path.ts'

/** A name that an earlier version used, at a place in `env_config.yaml`. */
export interface OldName {
  readonly path: ConfigPath
  /** The old key, or the old form of the value, as messages call it. */
  readonly from: string
  readonly to: string
  /** The map that holds the pair to change. */
  readonly map: YAMLMap
  readonly pair: Pair<Scalar.Parsed>
  /** `key`: another key for the same value. `value`: the same key with a map in place of a name. */
  readonly change: 'key' | 'value'
}

const optimization: ConfigPath = ['optimizer', 'optimization']
const storage: ConfigPath = ['optimizer', 'storage']

const renamedKeys = [
  { parent: optimization, from: 'improvement_threshold', to: 'min_improvement' },
  { parent: optimization, from: 'confidence_threshold', to: 'min_confidence' },
  { parent: optimization, from: 'score_threshold', to: 'min_baseline_score' },
]

/** The old names in an `env_config.yaml`, in no particular order. */
export function findOldNames(file: ConfigFile): OldName[] {
  return [...oldKeys(file), ...oldStorage(file)]
}

function oldKeys(file: ConfigFile): OldName[] {
  return renamedKeys.flatMap(({ parent, from, to }) => {
    const path = [...parent, from]
    const { pair, map, depth } = find(file, path)
    if (depth < path.length || !map || !hasScalarKey(pair)) return []
    return [{ path, from, to, map, pair, change: 'key' as const }]
  })
}

/** `storage: "memory"` in place of `storage: {backend: memory}`. */
function oldStorage(file: ConfigFile): OldName[] {
  const { pair, map, value, depth } = find(file, storage)
  const node = follow(file.document, value)
  if (depth < storage.length || !map || !hasScalarKey(pair) || !isScalar(node) || !inline.has(node.type)) return []
  if (typeof node.value !== 'string') return []
  return [{ path: storage, from: 'storage: "…"', to: 'storage: {backend: …}', map, pair, change: 'value' }]
}

const inline = new Set<unknown>([Scalar.PLAIN, Scalar.QUOTE_DOUBLE, Scalar.QUOTE_SINGLE])

function hasScalarKey(pair: Pair | undefined): pair is Pair<Scalar.Parsed> {
  return isScalar(pair?.key)
}
