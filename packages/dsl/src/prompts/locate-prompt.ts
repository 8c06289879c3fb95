import type { SourceScalar, YamlTree } from '../source/yaml-tree.ts'

/** The offset where a scalar's text begins: its opening quote, or the first character of a block. */
export function textStart(source: string, scalar: SourceScalar): number {
  if (scalar.style !== 'block') return scalar.start
  const headerEnd = source.indexOf('\n', scalar.start)
  if (headerEnd === -1) return scalar.start
  blanks.lastIndex = headerEnd
  const start = headerEnd + (blanks.exec(source)?.[0].length ?? 0)
  return start < scalar.end ? start : scalar.start
}

const blanks = /\s*/y

/**
 * Finds places of a text in the source: the n-th `{{…}}` of some wording in the text is the n-th in the scalar. Where
 * escapes or folded lines hide one, all of its like stand at the scalar's start.
 * @returns a function from an offset in the text to a position in the file.
 */
export function textLocator(
  { source, positions }: YamlTree,
  scalar: SourceScalar,
  text: string,
): (offset: number) => { line: number; column: number } {
  const inText = bracesByWording(text)
  const inSource = bracesByWording(source.slice(scalar.start, scalar.end))
  const offsets = new Map<number, number>()
  for (const [wording, found] of inText) {
    const written = inSource.get(wording) ?? []
    if (written.length !== found.length) continue
    for (const [index, offset] of found.entries()) offsets.set(offset, scalar.start + (written[index] ?? 0))
  }
  const start = textStart(source, scalar)
  return (offset) => positions.at(offsets.get(offset) ?? start)
}

function bracesByWording(text: string): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  for (const { 0: wording, index } of text.matchAll(/\{\{[^{}]*\}\}/g)) {
    const group = groups.get(wording)
    if (group === undefined) groups.set(wording, [index])
    else group.push(index)
  }
  return groups
}
