import {
  Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  Scalar,
  type YAMLMap,
} from 'yaml'
import type { ConfigPath } from './config-path.ts'

/** One YAML file with its parse tree. Offsets are those of `text`, which has no byte order mark. */
export interface ConfigFile {
  readonly name: string
  readonly text: string
  readonly document: Document.Parsed
  readonly lines: LineCounter
}

/** Parses a file. Syntax errors are left in `document.errors`; nothing throws, and nothing is printed. */
export function parseConfigFile(name: string, text: string): ConfigFile {
  const source = text.replace(/^\uFEFF/, '')
  const lines = new LineCounter()
  const document = parseDocument(source, {
    lineCounter: lines,
    merge: true,
    stringKeys: true,
    prettyErrors: false,
    logLevel: 'error',
  })
  return { name, text: source, document, lines }
}

/** An anchor may be used this often; a chain of aliases of aliases passes it in a few lines. */
const MAX_ALIASES = 10_000

/**
 * What a file says; an empty file says nothing of an empty map.
 *
 * @throws {ReferenceError} when aliases lead nowhere or expand to too much.
 */
export function toData({ document }: ConfigFile): unknown {
  return document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {}
}

/** As far as a path leads in a file. */
export interface Found {
  /** Path segments that were followed. */
  readonly depth: number
  /** The pair of the last segment, and the map that holds it; absent at the root and in lists. */
  readonly pair: Pair | undefined
  readonly map: YAMLMap | undefined
  readonly value: unknown
}

/** Follows a path through maps, lists, aliases and merge keys as far as it leads. */
export function find({ document }: ConfigFile, path: ConfigPath): Found {
  let found: Found = { depth: 0, pair: undefined, map: undefined, value: document.contents }
  for (const segment of path) {
    const next = step(document, found.value, segment)
    if (!next) break
    found = { ...next, depth: found.depth + 1 }
  }
  return found
}

function step(document: Document, node: unknown, segment: PropertyKey): Omit<Found, 'depth'> | undefined {
  const target = follow(document, node)
  if (isMap(target)) {
    return pairOf(document, target, String(segment))
  }
  const item: unknown = isSeq(target) ? target.items[Number(segment)] : undefined
  return item === undefined ? undefined : { pair: undefined, map: undefined, value: item }
}

/** The node that an alias stands for; any other node itself. */
export function follow(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node
}

function pairOf(document: Document, map: YAMLMap, key: string): Omit<Found, 'depth'> | undefined {
  const pair = map.items.find((item) => keyName(item) === key)
  if (pair) return { pair, map, value: pair.value }
  for (const merge of map.items.filter((item) => keyName(item) === '<<')) {
    const merged = follow(document, merge.value)
    for (const item of isSeq(merged) ? merged.items : [merged]) {
      const source = follow(document, item)
      const found = isMap(source) ? pairOf(document, source, key) : undefined
      if (found) return found
    }
  }
  return undefined
}

/** The key of a pair. A key that is no text is an error of the file, and has no name. */
function keyName({ key }: Pair): string {
  return isScalar<string>(key) ? key.value : ''
}

/** A scalar or an alias, and where it stands. Keys are not leaves. */
export interface Leaf {
  readonly path: ConfigPath
  readonly node: Scalar.Parsed | Alias.Parsed
}

/** Every leaf under a node, in the order of the file. */
export function* leaves(node: unknown, path: ConfigPath = []): Generator<Leaf> {
  if (isMap(node)) for (const pair of node.items) yield* leaves(pair.value, [...path, keyName(pair)])
  else if (isSeq(node)) for (const [index, item] of node.items.entries()) yield* leaves(item, [...path, index])
  else if (node instanceof Scalar || node instanceof Alias) yield { path, node: node as Leaf['node'] }
}
