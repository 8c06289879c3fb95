import { Composer, Lexer, Parser } from 'yaml'
import type { CST, Document } from 'yaml'
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
    const result = compose(text)
    if (!(result instanceof Mistake)) return { document: result, flattened }
    const scalar = result.isCut && flattened.size < maxFlattened ? flattenQuotedScalar(text, result.offset) : undefined
    if (scalar === undefined || flattened.has(scalar.start)) {
      throw new DslSyntaxError(result.message, new PositionIndex(source).describe(result.offset))
    }
    flattened.set(scalar.start, scalar)
    text = text.slice(0, scalar.start) + scalar.oneLine + text.slice(scalar.start + scalar.oneLine.length)
  }
}

/** Ends parsing at the first mistake: a hostile file has millions, and each would be kept. */
class Mistake extends Error {
  readonly offset: number
  /** Whether a quoted scalar begins here that was ended before its closing quote. */
  readonly isCut: boolean

  constructor(message: string, offset: number, isCut = false) {
    super(message)
    this.offset = offset
    this.isCut = isCut
  }
}

function compose(text: string): Document.Parsed | Mistake {
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, keepSourceTokens: true })
  stopAtMistake(composer)
  let only: Document.Parsed | undefined
  try {
    for (const document of composer.compose(parseTokens(text), true, text.length)) {
      const [error] = document.errors
      if (error !== undefined) return new Mistake(`${error.message}.`, error.pos[0])
      if (only !== undefined) return new Mistake(secondDocument, document.range[0])
      only = document
    }
  } catch (error) {
    if (error instanceof Mistake) return error
    if (!(error instanceof RangeError)) throw error
    throw new DslTooLargeError(
      'The file is too entangled to be parsed: too many comments or blank lines stand in one place.',
      { limit: 'parser stack', maximum: maxDepth },
      { cause: error },
    )
  }
  if (only === undefined) throw new Error('The composer yields a document even for empty text.')
  return only
}

const secondDocument = 'A second YAML document begins here. Dify reads files of one document only.'

function* parseTokens(text: string): Generator<CST.Token, void> {
  const parser = new Parser()
  let before = ''
  for (const lexeme of new Lexer().lex(text)) {
    if (parser.stack.length > maxDepth) refuseDepth(text, parser.offset)
    if (before !== scalarMark) checkLexeme(lexeme, parser.offset)
    before = lexeme
    for (const token of parser.next(lexeme)) yield checkToken(token)
  }
  for (const token of parser.end()) yield checkToken(token)
}

function refuseDepth(text: string, offset: number): never {
  const { line } = new PositionIndex(text).at(offset)
  throw new DslTooLargeError(
    `Line ${line}: collections nest deeper than ${maxDepth} levels. No app is built like that; check where the file comes from.`,
    { limit: 'depth', maximum: maxDepth },
  )
}

function checkLexeme(lexeme: string, offset: number): void {
  if (isCutShort(lexeme))
    throw new Mistake('The quoted text that begins here is not closed as it should be.', offset, true)
  if (isStray(lexeme, offset)) {
    throw new Mistake("Dify's YAML reader takes no tab and no byte order mark here. Remove it.", offset)
  }
}

function isStray(lexeme: string, offset: number): boolean {
  return /^ *\t/.test(lexeme) || (lexeme === '\uFEFF' && offset > 0)
}

function checkToken(token: CST.Token): CST.Token {
  if (token.type === 'error') throw new Mistake(`${token.message}.`, token.offset)
  return token
}

/**
 * The composer gathers mistakes in a list; here the first ends it. It also catches what its own parts throw and reports
 * that as one more mistake: the first is kept. Where a later `yaml` names this member otherwise, mistakes are gathered
 * again and found in the document.
 */
function stopAtMistake(composer: Composer): void {
  let first: Mistake | undefined
  composer['onError'] = (place: MistakePlace, _code: string, message: string, isWarning?: boolean) => {
    if (isWarning === true) return
    first ??= new Mistake(`${message}.`, offsetOf(place))
    throw first
  }
}

type MistakePlace = number | readonly [number, number] | { readonly offset: number }

function offsetOf(place: MistakePlace): number {
  if (typeof place === 'number') return place
  return 'offset' in place ? place.offset : place[0]
}
