import type { Line } from '../../text/split-lines.ts'
import type { PromptDraft } from '../prompt-draft.ts'
import type { Edit, RewriteRule } from '../rewrite-rule.ts'

/**
 * Gives a stray list item the marker of its list. Only an item that stands alone between items with one other marker
 * counts as stray: two markers in turns may show two levels, an item under a line that ends in a colon its children, a
 * last `*` a footnote. `+`, `○` and the like may carry meaning and are left alone.
 */
export const bulletGlyphs: RewriteRule = {
  name: 'bullet-glyphs',
  kind: 'safe',
  improves: ['structure'],
  fitsJinja2: false,
  find: (draft) => lists(draft).flatMap((items) => strays(draft, items)),
}

const interchangeable = new Set('-*–•·●▪‣・')

/** Runs of neighbouring bullets with the same indentation. */
function lists({ lines }: PromptDraft): Line[][] {
  const runs: Line[][] = []
  let previous: Line | undefined
  for (const line of lines) {
    if (line.kind === 'bullet') {
      if (previous?.kind === 'bullet' && previous.indent === line.indent) runs.at(-1)?.push(line)
      else runs.push([line])
    }
    previous = line
  }
  return runs.filter((items) => items.length >= 3)
}

function strays(draft: PromptDraft, items: readonly Line[]): Edit[] {
  const [usual, ...others] = markersByCount(items)
  if (usual === undefined || others.length === 0) return []
  if (items.some(({ marker, text }) => !interchangeable.has(marker) || /[:：]\s*$/.test(text))) return []
  const areAlone = items.every(({ marker }, index) => marker === usual || isAlone(items, index, usual))
  const gap = items.find(({ marker }) => marker === usual)
  if (!areAlone || !gap) return []
  const replacement = draft.text.slice(gap.start + gap.indent, gap.contentStart)
  return items
    .filter(({ marker }) => marker !== usual)
    .map((item) => ({
      start: item.start + item.indent,
      end: item.contentStart,
      replacement,
      note: `The other items of this list begin with "${usual}".`,
    }))
    .filter((edit) => !draft.touches(edit))
}

function markersByCount(items: readonly Line[]): string[] {
  const counts = new Map<string, number>()
  for (const { marker } of items) counts.set(marker, (counts.get(marker) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1]).map(([marker]) => marker)
}

function isAlone(items: readonly Line[], index: number, usual: string): boolean {
  const [before, item, after] = [items[index - 1], items[index], items[index + 1]]
  if (before?.marker !== usual) return false
  return after === undefined ? item?.marker !== '*' : after.marker === usual
}
