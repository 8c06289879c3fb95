import { isAlias, isScalar } from 'yaml'
import type { ParsedNode, Scalar } from 'yaml'
import { checkCharacters } from './check-characters.ts'
import { composeDocument } from './compose-document.ts'
import type { FlattenedScalar } from './flatten-quoted-scalar.ts'
import type { Path } from './json-pointer.ts'
import { NodeReader } from './node-reader.ts'
import { PositionIndex } from './position-index.ts'
import { valueAtPath } from './untyped.ts'

/** How a text stands in the source. */
export interface SourceScalar {
  readonly style: 'plain' | 'single' | 'double' | 'block' | 'alias'
  /** UTF-16 offsets in the source, quotes and block header included, anchor and tag not. */
  readonly start: number
  readonly end: number
  /** Column (0-based) of the collection that holds the scalar: lines of the scalar must begin to the right of it. */
  readonly indent: number
  readonly inFlow: boolean
}

/** A YAML file as Dify's reader sees it, with the way back into the source. */
export interface YamlTree {
  readonly source: string
  readonly positions: PositionIndex
  /** Plain values. Aliased collections are shared, not copied. */
  readonly value: unknown
  /** The source of the scalar (or of the alias) at a path; `undefined` where there is none. */
  scalarAt(path: Path): SourceScalar | undefined
  /** The offset of the node at a path. */
  offsetOf(path: Path): number
}

/**
 * Reads YAML by the rules of PyYAML's `safe_load`: the last of equal keys wins, merge keys are merged, tags other than
 * the core ones and keys that are collections are refused.
 * @throws {@link DslSyntaxError}
 * @throws {@link DslTooLargeError}
 */
export function readYamlTree(source: string): YamlTree {
  checkCharacters(source)
  const { document, flattened } = composeDocument(source)
  const positions = new PositionIndex(source)
  const reader = new NodeReader(source, positions, flattened)
  const value = reader.read(document.contents)
  const nodeAt = (path: Path): ParsedNode | undefined =>
    path.length === 0
      ? (document.contents ?? undefined)
      : reader.childAt(valueAtPath(value, path.slice(0, -1)), path.at(-1))
  return {
    source,
    positions,
    value,
    scalarAt: (path) => describeScalar(nodeAt(path), reader.isFlow(valueAtPath(value, path.slice(0, -1))), flattened),
    offsetOf: (path) => nodeAt(path)?.range[0] ?? 0,
  }
}

function describeScalar(
  node: ParsedNode | undefined,
  inFlow: boolean,
  flattened: ReadonlyMap<number, FlattenedScalar>,
): SourceScalar | undefined {
  if (!isScalar(node) && !isAlias(node)) return undefined
  const [start, end] = node.range
  const token = node.srcToken
  return {
    style: isAlias(node) ? 'alias' : styles[node.type ?? 'PLAIN'],
    start,
    end: flattened.get(start)?.end ?? end,
    indent: Math.max(0, token?.indent ?? 0),
    inFlow,
  }
}

const styles = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'block',
  BLOCK_FOLDED: 'block',
} as const satisfies Record<Scalar.Type, SourceScalar['style']>
