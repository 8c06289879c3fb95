import type { Line } from '../../text/split-lines.ts'
import type { PromptDraft } from '../prompt-draft.ts'
import type { Edit, RewriteRule } from '../rewrite-rule.ts'

/**
 * Renumbers an ordered list in which a number comes twice. Left alone: a gap (the numbers may be codes), a list that
 * starts over (it may be two), one with an item that ends in a colon (its children may follow in the same list), and
 * any list whose old or new numbers may be meant elsewhere.
 */
export const listNumbers: RewriteRule = {
  name: 'list-numbers',
  kind: 'safe',
  improves: ['structure', 'clarity'],
  fitsJinja2: false,
  find(draft) {
    const lists = numberedLists(draft).filter(isBroken)
    if (lists.length === 0) return []
    const rest = textWithoutMarkers(draft)
    if (speaksOfNumbers.test(rest)) return []
    const meant = new Set(rest.match(/\d+/g))
    return lists.flatMap((items) => renumberings(draft, items, meant))
  },
}

interface Item {
  readonly line: Line
  readonly number: number
  /** The marker without its number: `.`, `、`, `（）`. */
  readonly style: string
}

/** Ordered items of one style and indentation, with nothing but deeper lines and blank ones between them. */
function numberedLists({ lines }: PromptDraft): Item[][] {
  const runs: Item[][] = []
  let open: Item[] = []
  for (const line of lines) {
    const item = toItem(line)
    const first = open[0]
    if (item && first && item.line.indent === first.line.indent && item.style === first.style) {
      open.push(item)
    } else if (item && (!first || item.line.indent <= first.line.indent)) {
      open = [item]
      runs.push(open)
    } else if (first && line.kind !== 'blank' && line.indent <= first.line.indent) {
      open = []
    }
  }
  return runs
}

function toItem(line: Line): Item | undefined {
  const number = line.kind === 'ordered' ? /\d+/.exec(line.marker)?.[0] : undefined
  if (number === undefined) return undefined
  return { line, number: Number(number), style: line.marker.replace(number, '') }
}

function isBroken(items: readonly Item[]): boolean {
  return hasRepeat(items) && items.every(({ line }) => !/[:：]\s*$/.test(line.text))
}

/** All items numbered alike, or each number as large as the one before or one larger, with a repeat past the first. */
function hasRepeat(items: readonly Item[]): boolean {
  const steps = items.slice(1).map(({ number }, index) => number - (items[index]?.number ?? 0))
  if (items.length > 2 && steps.every((step) => step === 0)) return true
  return steps[0] === 1 && steps.includes(0) && steps.every((step) => step === 0 || step === 1)
}

const speaksOfNumbers =
  /\b(?:numbers?|numbered|option|options|step|rule|item|point)\s*\d|\bnumbers?\b|\boptions?\b|\bids?\b|编号|序号|选项|步骤\s*\d|第\s*[\d一二三四五六七八九十]|番号|選択肢|コード/iu

function textWithoutMarkers({ lines, text }: PromptDraft): string {
  return lines.map((line) => text.slice(line.kind === 'ordered' ? line.contentStart : line.start, line.end)).join('\n')
}

function renumberings(draft: PromptDraft, items: readonly Item[], meant: ReadonlySet<string>): Edit[] {
  const first = items[0]?.number ?? 0
  const changed = items
    .map(({ line, number, style }, index) => {
      const start = line.start + line.indent + (/^[（(]/.test(style) ? 1 : 0)
      return { start, end: start + String(number).length, number: String(number), replacement: String(first + index) }
    })
    .filter(({ number, replacement }) => number !== replacement)
  const isFree = changed.every(
    (edit) => !draft.touches(edit) && !meant.has(edit.number) && !meant.has(edit.replacement),
  )
  if (!isFree) return []
  const note = 'A number of this list came twice; now each item has its own.'
  return changed.map(({ start, end, replacement }) => ({ start, end, replacement, note }))
}
