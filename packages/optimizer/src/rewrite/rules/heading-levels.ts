import type { PromptDraft } from '../prompt-draft.ts'
import type { Edit, RewriteRule } from '../rewrite-rule.ts'

/**
 * Raises Markdown headings that skip a level to one level under their parent; siblings stay siblings. Not in prompts that
 * speak of headings, templates, formats or structure: there a heading may be part of the answer that is asked for.
 */
export const headingLevels: RewriteRule = {
  name: 'heading-levels',
  kind: 'safe',
  improves: ['structure'],
  fitsJinja2: false,
  find(draft) {
    if (speaksOfDocuments.test(draft.text)) return []
    return raised(draft)
  },
}

const speaksOfDocuments =
  /markdown|heading|template|format|structure|outline|标题|模板|格式|结构|大纲|提纲|見出し|テンプレート|フォーマット|形式|構成/iu

function raised(draft: PromptDraft): Edit[] {
  const edits: Edit[] = []
  const open: { level: number; shownLevel: number }[] = []
  for (const line of draft.lines) {
    if (line.kind !== 'heading' || draft.touches({ start: line.start, end: line.contentStart })) continue
    const level = line.marker.length
    while ((open.at(-1)?.level ?? 0) >= level) open.pop()
    const parent = open.at(-1)
    const shownLevel = parent ? parent.shownLevel + 1 : level
    open.push({ level, shownLevel })
    if (shownLevel === level) continue
    const start = line.start + line.indent
    const note = `A heading of level ${level} stood right under one of level ${parent?.level ?? level}.`
    edits.push({ start, end: start + level, replacement: '#'.repeat(shownLevel), note })
  }
  return edits
}
