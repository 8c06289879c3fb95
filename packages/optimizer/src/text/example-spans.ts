/**
 * Finds demonstrations, which a model imitates to the letter, so that wording rules must not judge nor rewrites touch
 * them.
 *
 * 1. Elements: `<example>…</example>`.
 * 2. Labelled blocks: a heading (`## Examples`, `【示例】`) or a line (`Example 1:`, `例：`, `出力例：`) and what follows, up
 *    to a blank line after which a heading or another label stands, a template variable is read, or a link in the
 *    chain breaks: a block that opened with code or data ends with it unless the next paragraph goes on demonstrating.
 * 3. Runs of at least two input/output pairs without any label.
 * 4. What follows `for example`, `such as`, `例如` inside a sentence, up to the end of that sentence.
 */
import type { TextSpan } from '../analysis/finding.ts'
import type { ProtectedSpan } from './protected-span.ts'
import { type Line, splitLines } from './split-lines.ts'

export interface ExampleSurroundings {
  readonly templates: readonly TextSpan[]
  /** Code and data: their lines are no labels. Sorted by start, not overlapping. */
  readonly code: readonly TextSpan[]
}

/** The demonstrations in a prompt; may overlap each other. */
export function exampleSpans(text: string, { templates, code }: ExampleSurroundings): ProtectedSpan[] {
  const lines = splitLines(text)
  const inCode = covering(lines, code)
  const block: Block = { lines, inCode, readsVariable: touching(lines, templates) }
  const spans = [...elementSpans(text), ...labelledSpans(block), ...pairSpans(block), ...inlineSpans(text)]
  return spans.map(({ start, end }) => ({ start, end, kind: 'example' }))
}

interface Block {
  readonly lines: readonly Line[]
  /** By line: begins inside code or data, or holds nothing else. */
  readonly inCode: readonly boolean[]
  readonly readsVariable: readonly boolean[]
}

function covering(lines: readonly Line[], spans: readonly TextSpan[]): boolean[] {
  return marks(lines, spans, (line, span) => span.start <= line.start + line.indent && line.start < span.end)
}

function touching(lines: readonly Line[], spans: readonly TextSpan[]): boolean[] {
  return marks(lines, spans, (line, span) => span.start < line.end && line.start < span.end)
}

function marks(
  lines: readonly Line[],
  spans: readonly TextSpan[],
  fits: (line: Line, span: TextSpan) => boolean,
): boolean[] {
  let index = 0
  return lines.map((line) => {
    while (index < spans.length && (spans[index]?.end ?? 0) <= line.start) index += 1
    const span = spans[index]
    return span !== undefined && fits(line, span)
  })
}

function elementSpans(text: string): TextSpan[] {
  const spans: TextSpan[] = []
  const ends = new Map<string, number>()
  for (const match of text.matchAll(
    /<(?<name>examples?|few[-_]?shots?|samples?|demos?|示例|样例|例子|例)(?:\s[^<>\n]*)?>/giu,
  )) {
    const closer = `</${match.groups?.['name'] ?? ''}>`
    const known = ends.get(closer)
    const at = known === -1 || (known !== undefined && known >= match.index) ? known : text.indexOf(closer, match.index)
    ends.set(closer, at)
    if (at !== -1) spans.push({ start: match.index, end: at + closer.length })
  }
  return spans
}

const exampleWord =
  /\bexamples?\b|\bsample (?:inputs?|outputs?|responses?|answers?|questions?|dialogues?|conversations?)\b|\bfew[- ]?shots?\b|\bdemonstrations?\b|示例|样例|范例|例子|举例|サンプル|例文|(?:^|入力|出力|回答|使用|具体)例\s*\d*$/iu
/** `示例：…`, `例1：…`, `Example 2: …` with the demonstration on the same line. */
const openingExample =
  /^[^\p{L}\p{N}]*(?:examples?|示例|样例|范例|例子|举例|例|サンプル|出力例|入力例)\s*[\d一二三四五]{0,3}\s*(?:\*\*)?\s*[:：]/iu
const maxLabelLength = 60

function labelledSpans(block: Block): TextSpan[] {
  const spans: TextSpan[] = []
  for (let index = 0; index < block.lines.length; index += 1) {
    const line = block.lines[index]
    if (!line || block.inCode[index]) continue
    const opens = opening(line)
    if (!opens) continue
    const last = opens === 'block' ? endOfBlock(block, index) : endOfParagraph(block, index)
    spans.push({ start: line.start, end: block.lines[last]?.end ?? line.end })
    index = last
  }
  return spans
}

function opening(line: Line): 'block' | 'paragraph' | undefined {
  const visible = line.text.trim()
  if (
    visible.length <= maxLabelLength &&
    (line.kind === 'heading' || line.kind === 'label' || /[:：]$/.test(visible))
  ) {
    const name = visible.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
    if (!visible.startsWith('<') && exampleWord.test(name)) return 'block'
  }
  return openingExample.test(visible.slice(0, maxLabelLength)) ? 'paragraph' : undefined
}

function endOfParagraph({ lines, inCode, readsVariable }: Block, first: number): number {
  let last = first
  for (;;) {
    const next = lines[last + 1]
    if (!next) return last
    const ends = next.kind === 'blank' || next.kind === 'heading' || readsVariable[last + 1]
    if (ends && !inCode[last + 1]) return last
    last += 1
  }
}

function endOfBlock(block: Block, label: number): number {
  const first = nextVisible(block, label + 1)
  if (first === undefined || endsBlock(block, first, label)) return label
  const opensWithCode = block.inCode[first] ?? false
  let last = endOfParagraph(block, first)
  for (;;) {
    const next = nextVisible(block, last + 1)
    if (next === undefined || endsBlock(block, next, label)) return last
    if (opensWithCode && !goesOn(block, next)) return last
    last = endOfParagraph(block, next)
  }
}

function nextVisible({ lines }: Block, from: number): number | undefined {
  let index = from
  while (lines[index]?.kind === 'blank') index += 1
  return index < lines.length ? index : undefined
}

/** Whether the paragraph that begins at `index` no longer belongs to the demonstrations announced at `label`. */
function endsBlock(block: Block, index: number, label: number): boolean {
  const [line, opener] = [block.lines[index], block.lines[label]]
  if (!line || !opener || block.inCode[index]) return false
  if (goesOn(block, index)) return false
  if (line.kind === 'heading') return opener.kind !== 'heading' || line.marker.length <= opener.marker.length
  return line.kind === 'label' || line.kind === 'rule' || (block.readsVariable[index] ?? false)
}

const turn =
  /^[^\p{L}\p{N}]*(?:input|output|q|a|question|answer|user|assistant|输入|输出|用户|助手|问|答|问题|答案|回答|入力|出力|質問)\s*\d*\s*(?:\*\*)?\s*[:：]/iu

function goesOn({ lines, inCode, readsVariable }: Block, index: number): boolean {
  const line = lines[index]
  if (!line || readsVariable[index]) return false
  return inCode[index] === true || opening(line) !== undefined || turn.test(line.text.slice(0, maxLabelLength))
}

const asks = /^[^\p{L}\p{N}]*(?:input|q|question|user|输入|用户|问|入力|質問)\s*\d*\s*(?:\*\*)?\s*[:：]\s*\S/iu
const answers = /^[^\p{L}\p{N}]*(?:output|a|answer|assistant|输出|助手|答|出力|回答)\s*\d*\s*(?:\*\*)?\s*[:：]\s*\S/iu

/** Pairs of one-line turns, at least two of them; a turn that reads a variable is a slot, not a demonstration. */
function pairSpans({ lines, inCode, readsVariable }: Block): TextSpan[] {
  const pairs: TextSpan[] = []
  let question: Line | undefined
  for (const [index, line] of lines.entries()) {
    if (inCode[index] || readsVariable[index] || line.kind === 'heading') {
      question = undefined
    } else if (asks.test(line.text.slice(0, maxLabelLength))) {
      question = line
    } else if (question && answers.test(line.text.slice(0, maxLabelLength))) {
      pairs.push({ start: question.start, end: line.end })
      question = undefined
    }
  }
  return pairs.length >= 2 ? pairs : []
}

function inlineSpans(text: string): TextSpan[] {
  const pattern =
    /(?:例如|比如|譬如|例えば|たとえば|\be\.g\.|\bfor example\b|\bfor instance\b|\bsuch as\b)(?:[^。！？!?;；\r\n)）.]|\.(?!\s|$)){1,300}/giu
  return Array.from(text.matchAll(pattern), (match) => ({ start: match.index, end: match.index + match[0].length }))
}
