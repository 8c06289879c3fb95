/**
 * Takes a prompt apart into rules with stable ids. Nothing is lost: all rules with their gaps, and the tail, are the text.
 *
 * 1. Blocks are found first: whole lines that hold demonstrations, code, data, tables, or a lock over several lines.
 * 2. Every other visible line is a heading, a label, a list item with its indented continuation, a tag, or text.
 * 3. Text is cut into sentences; one that a line end interrupts goes on if the line is long and the next begins small.
 */
import { createHash } from 'node:crypto'
import type { TextSpan } from '../analysis/finding.ts'
import type { Component } from '../search/component.ts'
import { joinSpans } from '../text/join-spans.ts'
import { maskCharacter, maskSpans } from '../text/mask-spans.ts'
import { protectedSpans } from '../text/protected-spans.ts'
import { type Line, splitLines } from '../text/split-lines.ts'
import { splitSentences } from '../text/split-sentences.ts'
import { type Block, findBlocks } from './find-blocks.ts'
import { locateMarked } from './locked-spans.ts'
import { opensSection, type PromptRule, type PromptRules, type RuleKind } from './prompt-rule.ts'

export function parseRules(text: string, component: Pick<Component, 'syntax' | 'locked'>): PromptRules {
  const lines = splitLines(text)
  const parts = protectedSpans(text, component.syntax)
  const marked = locateMarked(text, component)
  const blocks = findBlocks(lines, [...parts, ...marked.map((span) => ({ ...span, kind: 'locked' as const }))])
  const tags = component.syntax === 'jinja2' ? parts.filter(({ kind }) => kind === 'jinja') : []
  const units = unitsOf({ lines, blocks, masked: maskSpans(text, tags) })
  const whole = joinSpans<TextSpan>([...parts, ...marked])
  const pieces = joinWrapped(text, cutTexts(text, units, whole))
  const lineEnd = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n'
  return { ...toRules(text, pieces, marked), lineEnd }
}

interface Unit extends TextSpan {
  readonly kind: RuleKind
  readonly contentStart: number
}

interface Layout {
  readonly lines: readonly Line[]
  readonly blocks: readonly Block[]
  readonly masked: string
}

/** Blocks and visible lines, in order; `sentence` stands for a whole line of text. */
function unitsOf({ lines, blocks, masked }: Layout): Unit[] {
  const units: Unit[] = []
  let index = 0
  /** Of the list item that may go on; nothing stands further in than the initial value. */
  let itemIndent = Infinity
  for (const line of lines) {
    while ((blocks[index]?.end ?? Infinity) < line.end) index += 1
    const block = blocks[index]
    const last = units.at(-1)
    if (block !== undefined && block.start <= line.start) {
      if (block.start === line.start) units.push({ ...block, contentStart: block.start })
      itemIndent = Infinity
    } else if (last !== undefined && line.kind === 'text' && line.indent > itemIndent) {
      units[units.length - 1] = { ...last, end: line.end }
    } else if (line.kind === 'blank') itemIndent = Infinity
    else {
      const isTag = onlyMasked.test(masked.slice(line.start, line.end))
      const kind = isTag ? 'tag' : kindOf(line)
      units.push({ kind, start: line.start, end: line.end, contentStart: line.contentStart })
      itemIndent = kind === 'bullet' || kind === 'ordered' ? line.indent : Infinity
    }
  }
  return units
}

const onlyMasked = new RegExp(`^[\\s${maskCharacter}]*$`)

function kindOf({ kind }: Line): RuleKind {
  if (kind === 'text' || kind === 'blank') return 'sentence'
  return kind === 'rule' ? 'separator' : kind
}

/** Cuts lines of text into sentences, and trims the rest; what is blank falls away. */
function cutTexts(text: string, units: readonly Unit[], whole: readonly TextSpan[]): Unit[] {
  const sentences = splitSentences(text, whole)
  let index = 0
  return units.flatMap((unit): Unit[] => {
    while ((sentences[index]?.start ?? Infinity) < unit.start) index += 1
    if (unit.kind !== 'sentence') return [trim(text, unit)]
    const own: Unit[] = []
    for (; (sentences[index]?.end ?? Infinity) <= unit.end; index += 1) {
      const { start = 0, end = 0 } = sentences[index] ?? {}
      own.push({ kind: 'sentence', start, end, contentStart: start })
    }
    return own.length === 0 ? [trim(text, unit)] : own
  })
}

function trim(text: string, { kind, start, end, contentStart }: Unit): Unit {
  const visible = text.slice(start, end)
  const from = start + visible.length - visible.trimStart().length
  return { kind, start: from, end: start + visible.trimEnd().length, contentStart: Math.max(from, contentStart) }
}

const wrappedAt = 50

/** Joins sentences that only the end of a long line parts. */
function joinWrapped(text: string, units: readonly Unit[]): Unit[] {
  const joined: Unit[] = []
  for (const unit of units) {
    const last = joined.at(-1)
    const isWrapped =
      last?.kind === 'sentence' &&
      unit.kind === 'sentence' &&
      /^[ \t]*(?:\r\n|\n|\r)[ \t]*$/.test(text.slice(last.end, unit.start)) &&
      /[\p{L}\p{N},]$/u.test(text.slice(last.start, last.end)) &&
      last.end - text.lastIndexOf('\n', last.end - 1) > wrappedAt &&
      /^\p{Ll}/u.test(text.slice(unit.start, unit.start + 2))
    if (isWrapped) joined[joined.length - 1] = { ...last, end: unit.end }
    else joined.push(unit)
  }
  return joined
}

function toRules(text: string, units: readonly Unit[], marked: readonly TextSpan[]): Omit<PromptRules, 'lineEnd'> {
  const rules: PromptRule[] = []
  const seen = new Map<string, number>()
  let position = 0
  let section: string | undefined
  for (const { kind, start, end, contentStart } of units) {
    const content = text.slice(contentStart, end)
    const name = hashOf(content)
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    const rule: PromptRule = {
      id: count === 1 ? name : `${name}.${count}`,
      kind,
      gap: text.slice(position, start),
      marker: text.slice(start, contentStart),
      text: content,
      start,
      end,
      section,
      isLocked: kind === 'tag' || marked.some((span) => span.start < end && start < span.end),
    }
    rules.push(rule)
    if (opensSection(rule)) section = rule.id
    position = end
  }
  return { rules, tail: text.slice(position) }
}

/** Blanks and the form of characters do not count. */
function hashOf(text: string): string {
  const normal = text.normalize('NFKC').replace(/\s+/g, ' ').trim()
  return `r${createHash('sha256').update(normal).digest('hex').slice(0, 6)}`
}
