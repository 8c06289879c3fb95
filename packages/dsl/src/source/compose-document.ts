import { Composer, Lexer, Parser } from 'yaml'
import type { CST, Document, ParsedNode } from 'yaml'
import { DslSyntaxError, DslTooLargeError } from '../errors.ts'
import { flattenQuotedScalar, isCutShort } from './flatten-quoted-scalar.ts'
import type { FlattenedScalar } from './flatten-quoted-scalar.ts'
import { PositionIndex } from './position-index.ts'

/** Collections inside collections. PyYAML itself gives up at some hundreds; real files stay below 30. */
const maxDepth = 200

/** Quoted scalars that leave their block, in one file; each costs a parse. */
const maxFlattened = 8

/** What the lexer emits before a scalar without quotes. */
const scalarMark = '\u001F'

/** A document, and the scalars that had to be put on one line before `yaml` could read them, by offset. */
export interface ComposedDocument {
  readonly document: Document.Parsed
  readonly flattened: ReadonlyMap<number, FlattenedScalar>
}

/**
 * Parses YAML into nodes with source tokens; scalars stay strings. Offsets are those of the given text.
 *
 * PyYAML lets a quoted scalar go on at any column. `yaml` ends it at the first line that leaves the block and takes the
 * rest for new keys: with an error, or, where the cut line ends in a doubled or escaped quote, without any. Such a
 * scalar is put on one line of the same length, the text is parsed again, and the scalar's value is read apart.
 *
 * @throws {@link DslSyntaxError} at the first mistake.
 * @throws {@link DslTooLargeError} when collections nest too deeply.
 */
export function composeDocument(source: string): ComposedDocument {
  const flattened = new Map<number, FlattenedScalar>()
  let text = source
  for (;;) {
    const { documents, cutAt } = compose(text)
    const scalar = cutAt === undefined || flattened.size === maxFlattened ? undefined : flattenQuotedScalar(text, cutAt)
    if (scalar === undefined) return { document: onlyDocument(source, documents), flattened }
    flattened.set(scalar.start, scalar)
    text = text.slice(0, scalar.start) + scalar.oneLine + text.slice(scalar.start + scalar.oneLine.length)
  }
}

interface Composition {
  readonly documents: readonly Document.Parsed[]
  /** Offset of the first quoted scalar that was ended before its closing quote. */
  readonly cutAt: number | undefined
}

function compose(text: string): Composition {
  let cutAt: number | undefined
  const composer = new Composer<ParsedNode>({ schema: 'failsafe', uniqueKeys: false, keepSourceTokens: true })
  const tokens = parseTokens(text, (offset) => {
    cutAt ??= offset
  })
  try {
    const documents = [...composer.compose(tokens, true, text.length)] as Document.Parsed[]
    return { documents, cutAt }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new DslTooLargeError(
      'The file is too entangled to be parsed: too many comments or blank lines stand in one place.',
      { limit: 'parser stack', maximum: maxDepth },
      { cause: error },
    )
  }
}

function* parseTokens(text: string, onCut: (offset: number) => void): Generator<CST.Token, void> {
  const parser = new Parser()
  let before = ''
  for (const lexeme of new Lexer().lex(text)) {
    if (parser.stack.length > maxDepth) {
      throw new DslTooLargeError(
        `Line ${new PositionIndex(text).at(parser.offset).line}: collections nest deeper than ${maxDepth} levels. No app is built like that; check where the file comes from.`,
        { limit: 'depth', maximum: maxDepth },
      )
    }
    if (before !== scalarMark && isCutShort(lexeme)) onCut(parser.offset)
    before = lexeme
    yield* parser.next(lexeme)
  }
  yield* parser.end()
}

function onlyDocument(source: string, documents: readonly Document.Parsed[]): Document.Parsed {
  const positions = new PositionIndex(source)
  const [document, second] = documents
  if (document === undefined) throw new Error('The composer yields a document even for empty text.')
  const error = firstError(document)
  if (error !== undefined) {
    throw new DslSyntaxError(`${error.message}.`, positions.describe(error.pos[0]), { cause: error })
  }
  if (second !== undefined) {
    throw new DslSyntaxError(
      'A second YAML document begins here. Dify reads files of one document only.',
      positions.describe(second.range[0]),
    )
  }
  return document
}

function firstError({ errors }: Document.Parsed): Document.Parsed['errors'][number] | undefined {
  let first = errors[0]
  for (const error of errors) if (first === undefined || error.pos[0] < first.pos[0]) first = error
  return first
}
