import { DslSyntaxError, DslTooLargeError, ReplaceError, UnknownPromptError } from '../errors.ts'
import type { PromptSlot } from '../prompt-slot.ts'
import { parsePointer } from '../source/json-pointer.ts'
import { readYamlTree } from '../source/yaml-tree.ts'
import type { YamlTree } from '../source/yaml-tree.ts'
import { encodeInDoubleQuotes, encodeInStyle } from './encode-scalar.ts'
import type { ScalarFrame } from './encode-scalar.ts'
import { findDifference } from './find-difference.ts'

/**
 * Replaces prompts by splicing their scalars.
 *
 * 1. Each new text is written in its old scalar's style; where that is not sure to read back, in double quotes.
 * 2. The result is parsed and compared: the texts at the given places, everything else unchanged.
 * 3. If it differs, all texts are written in double quotes, and that is compared.
 *
 * An alias is replaced by a scalar of its own, and the anchor keeps its text. Text under an anchor that is read
 * elsewhere too cannot change here alone: that is refused, unless all its readers are given the same text.
 */
export function replacePrompts(
  tree: YamlTree,
  prompts: readonly PromptSlot[],
  texts: Readonly<Record<string, string>>,
): string {
  const byPointer = textsByPointer(prompts, texts)
  if (byPointer.size === 0) return tree.source
  const kept = splicePrompts(tree, byPointer, encodeInStyle)
  if (differenceOf(tree, kept, byPointer) === undefined) return kept
  const quoted = splicePrompts(tree, byPointer, encodeInDoubleQuotes)
  const difference = differenceOf(tree, quoted, byPointer)
  if (difference !== undefined) throw explain(difference, byPointer)
  return quoted
}

/** The source with some texts replaced, unchecked. */
export function splicePrompts(
  tree: YamlTree,
  texts: ReadonlyMap<string, string>,
  encode: (text: string, frame: ScalarFrame) => string,
): string {
  const lineEnd = /\r?\n/.exec(tree.source)?.[0] === '\r\n' ? '\r\n' : '\n'
  const edits = new Map<number, { end: number; pointer: string; text: string; written: string }>()
  for (const [pointer, text] of texts) {
    const scalar = tree.scalarAt(parsePointer(pointer) ?? [])
    if (scalar === undefined) throw new ReplaceError(`there is no text at ${pointer}.`, pointer)
    const earlier = edits.get(scalar.start)
    if (earlier !== undefined && earlier.text !== text) {
      throw new ReplaceError(
        `${pointer} and ${earlier.pointer} share one text (an anchor), and cannot differ.`,
        pointer,
      )
    }
    const written = encode(text, { scalar, written: tree.source.slice(scalar.start, scalar.end), lineEnd })
    edits.set(scalar.start, { end: scalar.end, pointer, text, written })
  }
  return splice(tree.source, edits)
}

function splice(source: string, edits: ReadonlyMap<number, { end: number; written: string }>): string {
  let result = ''
  let from = 0
  for (const [start, { end, written }] of [...edits].toSorted(([a], [b]) => a - b)) {
    result += source.slice(from, start) + written
    from = end
  }
  return result + source.slice(from)
}

function textsByPointer(prompts: readonly PromptSlot[], texts: Readonly<Record<string, string>>): Map<string, string> {
  const pointers = new Map(
    prompts.flatMap(
      ({ id, pointer }) =>
        [
          [pointer, pointer],
          [id, pointer],
        ] as const,
    ),
  )
  const byPointer = new Map<string, string>()
  for (const [key, text] of Object.entries(texts)) {
    const pointer = pointers.get(key)
    if (pointer === undefined)
      throw new UnknownPromptError(
        key,
        prompts.map(({ id }) => id),
      )
    const earlier = byPointer.get(pointer)
    if (earlier !== undefined && earlier !== text) {
      throw new ReplaceError(`it is given two different texts, by id and by pointer (${pointer}).`, pointer)
    }
    byPointer.set(pointer, text)
  }
  return byPointer
}

/** The pointer of the first difference; the root when the result does not parse at all. */
function differenceOf(tree: YamlTree, result: string, texts: ReadonlyMap<string, string>): string | undefined {
  let value: unknown
  try {
    ;({ value } = readYamlTree(result))
  } catch (error) {
    if (error instanceof DslSyntaxError || error instanceof DslTooLargeError) return ''
    throw error
  }
  return findDifference(tree.value, value, texts)
}

function explain(pointer: string, texts: ReadonlyMap<string, string>): ReplaceError {
  if (texts.has(pointer)) return new ReplaceError(`the text at ${pointer} would not read back as given.`, pointer)
  if (pointer === '') return new ReplaceError('the result would not be readable YAML.', pointer)
  const hint = 'Give all its readers the same text, or write the text out in each place first.'
  return new ReplaceError(`${pointer} would change with it; they share an anchor. ${hint}`, pointer)
}
