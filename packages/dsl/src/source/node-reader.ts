import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { Alias, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml'
import { DslSyntaxError, DslTooLargeError } from '../errors.ts'
import { blockValue } from './block-value.ts'
import type { FlattenedScalar } from './flatten-quoted-scalar.ts'
import { escapesEmptyLine, readQuoted } from './quoted-value.ts'
import { plainValue } from './plain-value.ts'
import type { PositionIndex } from './position-index.ts'
import { isRecord } from './untyped.ts'

/** Nodes that aliases may repeat in one file, all levels counted. Values are shared, but whoever prints them expands them. */
const maxAliasedNodes = 100_000

type CollectionNode = YAMLMap.Parsed | YAMLSeq.Parsed

interface Anchored {
  readonly value: unknown
  readonly node: ParsedNode
  /** Nodes in it, aliases expanded. */
  readonly size: number
}

/** Turns nodes into values, once and in the order of the file, and remembers which collection became which. */
export class NodeReader {
  readonly #source: string
  readonly #positions: PositionIndex
  readonly #flattened: ReadonlyMap<number, FlattenedScalar>
  /** `undefined` while the anchored node is being read. */
  readonly #anchors = new Map<string, Anchored | undefined>()
  readonly #collections = new Map<object, CollectionNode>()
  #size = 0
  #aliasedSize = 0

  constructor(source: string, positions: PositionIndex, flattened: ReadonlyMap<number, FlattenedScalar>) {
    this.#source = source
    this.#positions = positions
    this.#flattened = flattened
  }

  read(node: ParsedNode | null): unknown {
    if (node === null) return null
    this.#size += 1
    if (isAlias(node)) return this.#readAlias(node)
    const { anchor } = node
    if (anchor === undefined) return this.#readContent(node)
    if (this.#anchors.has(anchor)) this.#refuse(node, `The anchor &${anchor} is given twice.`)
    this.#anchors.set(anchor, undefined)
    const before = this.#size
    const value = this.#readContent(node)
    this.#anchors.set(anchor, { value, node, size: this.#size - before + 1 })
    return value
  }

  /** The node behind one entry of a collection value. */
  childAt(container: unknown, key: string | number | undefined): ParsedNode | undefined {
    const collection = this.#collectionOf(container)
    if (collection === undefined || key === undefined) return undefined
    if (!isMap(collection)) return collection.items[Number(key)]
    return this.#entryOf(collection, String(key))
  }

  isFlow(container: unknown): boolean {
    return this.#collectionOf(container)?.flow === true
  }

  #collectionOf(container: unknown): CollectionNode | undefined {
    return typeof container === 'object' && container !== null ? this.#collections.get(container) : undefined
  }

  #entryOf(map: YAMLMap.Parsed, key: string): ParsedNode | undefined {
    const own = map.items.findLast((pair) => !isMergeKey(pair.key) && this.#keyOf(pair.key) === key)
    if (own !== undefined) return own.value ?? undefined
    const merged = map.items.filter((pair) => isMergeKey(pair.key)).flatMap((pair) => this.#mapsOf(pair.value))
    return merged.map((source) => this.#entryOf(source, key)).findLast((node) => node !== undefined)
  }

  /** The maps that a merge key brings in, the weakest first. */
  #mapsOf(node: ParsedNode | null): YAMLMap.Parsed[] {
    const target = isAlias(node) ? this.#anchored(node).node : node
    if (isMap(target)) return [target]
    return isSeq(target) ? target.items.flatMap((item) => this.#mapsOf(item)).toReversed() : []
  }

  #readAlias(alias: Alias.Parsed): unknown {
    const anchored = this.#anchored(alias)
    this.#aliasedSize += anchored.size
    this.#size += anchored.size
    if (this.#aliasedSize > maxAliasedNodes) {
      const { line } = this.#positions.at(alias.range[0])
      throw new DslTooLargeError(
        `Line ${line}: aliases repeat more than ${maxAliasedNodes} values. Write the repeated parts out, or check where the file comes from.`,
        { limit: 'aliased values', maximum: maxAliasedNodes },
      )
    }
    return anchored.value
  }

  #anchored(alias: Alias.Parsed): Anchored {
    const anchored = this.#anchors.get(alias.source)
    if (anchored !== undefined) return anchored
    const isOpen = this.#anchors.has(alias.source)
    return this.#refuse(
      alias,
      `The alias *${alias.source} ${isOpen ? 'stands inside its own anchor' : 'names no anchor'}.`,
    )
  }

  #readContent(node: Scalar.Parsed | CollectionNode): unknown {
    if (isScalar(node)) return this.#readScalar(node)
    if (node.tag !== undefined && node.tag !== `${tagPrefix}${isMap(node) ? 'map' : 'seq'}`) this.#refuseTag(node)
    const value = isMap(node) ? this.#readMap(node) : node.items.map((item) => this.read(item))
    this.#collections.set(value, node)
    return value
  }

  #readMap(map: YAMLMap.Parsed): object {
    const own: [string, unknown][] = []
    const result = {}
    for (const { key, value } of map.items) {
      if (isMergeKey(key)) this.#merge(result, value)
      else own.push([this.#readKey(key), this.read(value)])
    }
    for (const [key, value] of own) setOwn(result, key, value)
    return result
  }

  #merge(result: object, node: ParsedNode | null): void {
    const value = this.read(node)
    for (const source of Array.isArray(value) ? value.toReversed() : [value]) {
      if (!isRecord(source)) this.#refuse(node, 'A merge key (<<) needs a mapping or a list of mappings.')
      for (const [key, entry] of Object.entries(source)) setOwn(result, key, entry)
    }
  }

  #readKey(key: ParsedNode | null): string {
    if (key !== null && !isScalar(key) && !isAlias(key)) this.#refuse(key, 'A key is a collection. Keys must be texts.')
    const value = this.read(key)
    if (typeof value === 'object' && value !== null) this.#refuse(key, 'A key is a collection. Keys must be texts.')
    return String(value)
  }

  /** As {@link NodeReader.#readKey}, of a key that was read before. */
  #keyOf(key: ParsedNode | null): string {
    if (isScalar(key)) return String(this.#readScalar(key))
    return isAlias(key) ? String(this.#anchored(key).value) : 'null'
  }

  #readScalar(scalar: Scalar.Parsed): unknown {
    const text = this.#flattened.get(scalar.range[0])?.value ?? this.#textOf(scalar)
    if (scalar.tag !== undefined) return this.#readTagged(scalar, text)
    if (scalar.type !== 'PLAIN') return text
    if (scalar.srcToken?.source.includes('\t') === true) {
      this.#refuse(scalar, "Dify's YAML reader takes no tab in a text without quotes. Put the text into quotes.")
    }
    if (text === '=' || text === '<<') {
      this.#refuse(scalar, `Dify's YAML reader fails on a bare ${text}. Put it into quotes.`)
    }
    return plainValue(text)
  }

  #textOf(scalar: Scalar.Parsed): string {
    const token = scalar.srcToken
    if (token?.type === 'block-scalar') return blockValue(this.#source, scalar.range[0], token.indent)
    if (token?.type === 'double-quoted-scalar' && escapesEmptyLine(token.source)) {
      return readQuoted(token.source) ?? this.#refuse(scalar, 'This text cannot be read.')
    }
    return scalar.source
  }

  #readTagged(scalar: Scalar.Parsed, text: string): unknown {
    if (scalar.tag === `${tagPrefix}str`) return text
    const value = plainValue(text)
    if (value === null && scalar.tag === `${tagPrefix}null`) return value
    if (typeof value === 'boolean' && scalar.tag === `${tagPrefix}bool`) return value
    if (typeof value === 'number' && numberTags.has(scalar.tag ?? '')) return value
    return this.#refuseTag(scalar)
  }

  #refuseTag(node: ParsedNode): never {
    return this.#refuse(node, `Dify's YAML reader does not load a value tagged ${node.tag ?? ''} here. Remove the tag.`)
  }

  #refuse(node: ParsedNode | null, reason: string): never {
    throw new DslSyntaxError(reason, this.#positions.describe(node?.range[0] ?? 0))
  }
}

const tagPrefix = 'tag:yaml.org,2002:'
const numberTags = new Set([`${tagPrefix}int`, `${tagPrefix}float`])

function isMergeKey(key: ParsedNode | null): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<' && key.tag === undefined
}

/** A key named `__proto__` is a key like any other. */
function setOwn(target: object, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
  else (target as Record<string, unknown>)[key] = value
}
