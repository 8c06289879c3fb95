import { openFence } from '../../text/code-spans.ts'
import type { PromptDraft } from '../prompt-draft.ts'
import type { Edit, RewriteRule } from '../rewrite-rule.ts'

/**
 * Closes a fence that is still open at the end of the text when all that stands in it is clearly its content: complete
 * JSON, nothing but variables, or lines without a gap in a named language. Never in a completion prompt, whose answer
 * may be meant to go on inside the fence.
 */
export const unclosedFence: RewriteRule = {
  name: 'unclosed-fence',
  kind: 'safe',
  improves: ['structure', 'clarity'],
  fitsJinja2: false,
  find(draft) {
    const fence = draft.prompt.role === 'completion' ? undefined : openFence(draft.text)
    if (!fence) return []
    const content = draft.text.slice(fence.contentStart).trim()
    if (!isComplete(draft, fence.contentStart, content, fence.info)) return []
    return [closing(draft, fence.mark, 'Closes the code fence, so that the model sees where the code ends.')]
  },
}

function isComplete(draft: PromptDraft, contentStart: number, content: string, info: string): boolean {
  if (content === '') return false
  if (isOnlyVariables(draft, contentStart)) return true
  if (/^[[{]/.test(content)) return isJson(content)
  return info !== '' && !/\n[ \t\r]*\n|^#{1,6} |[。！？]/m.test(content)
}

function isJson(content: string): boolean {
  try {
    JSON.parse(content)
    return true
  } catch {
    return false
  }
}

function isOnlyVariables(draft: PromptDraft, from: number): boolean {
  let position = from
  for (const { start, end } of draft.templates) {
    if (start < from) continue
    if (draft.text.slice(position, start).trim() !== '') return false
    position = end
  }
  return position > from && draft.text.slice(position).trim() === ''
}

function closing(draft: PromptDraft, mark: string, note: string): Edit {
  const end = draft.text.trimEnd().length
  return { start: end, end, replacement: `\n${mark}`, note }
}

/** Tags of HTML that need no closing one. */
const standalone = new Set(['br', 'hr', 'img', 'p', 'li', 'wbr', 'col', 'link', 'meta'])

/** Closes the one tag that stands alone on its line, is never closed, and has nothing but variables after it. */
export const unclosedTag: RewriteRule = {
  name: 'unclosed-tag',
  kind: 'safe',
  improves: ['structure', 'clarity'],
  fitsJinja2: false,
  find(draft) {
    if (draft.prompt.role === 'completion') return []
    for (const line of draft.lines.toReversed()) {
      const name = /^\s*<(?<name>[\p{L}_][\p{L}\p{N}_-]*)>\s*$/u.exec(line.text)?.groups?.['name']
      if (name === undefined) {
        if (line.kind === 'blank' || draft.reads(line)) continue
        return []
      }
      const uses = draft.text.split(new RegExp(`</?${name}[\\s>]`, 'iu')).length - 1
      if (uses !== 1 || standalone.has(name.toLowerCase()) || !isOnlyVariables(draft, line.next)) return []
      return [closing(draft, `</${name}>`, 'Closes the tag, so that the model sees where the data ends.')]
    }
    return []
  },
}
