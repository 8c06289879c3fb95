import type { Line } from '../../text/split-lines.ts'
import type { PromptDraft } from '../prompt-draft.ts'
import type { Edit, RewriteRule } from '../rewrite-rule.ts'

/**
 * Puts a variable that stands bare on its line between named tags, so that the model can tell instructions from data
 * (grade C for answers, the first line of defence against instructions hidden in data). A variable counts as bare
 * unless a label, a heading or a tag introduces it. File variables render as nothing and are left alone.
 */
export const wrapVariable: RewriteRule = {
  name: 'wrap-variable',
  kind: 'guarded',
  improves: ['structure', 'clarity'],
  fitsJinja2: false,
  find(draft) {
    const taken = new Set(Array.from(draft.text.matchAll(/<\/?([\p{L}_][\p{L}\p{N}_-]*)/gu), ([, name]) => name))
    const edits: Edit[] = []
    let introduction: Line | undefined
    for (const line of draft.lines) {
      if (line.kind === 'blank') continue
      const variable = bareVariable(draft, line)
      if (variable !== undefined && !introduces(introduction)) {
        const tag = freeName(tagName(draft, variable), taken)
        edits.push(...wrap(line, variable, tag))
      }
      introduction = line
    }
    return edits
  },
}

const reference = /^\{\{\s*#?(?<path>[\w.-]+)#?\s*\}\}$/

function bareVariable(draft: PromptDraft, line: Line): string | undefined {
  const variable = line.text.trim()
  const path = reference.exec(variable)?.groups?.['path']
  if (path === undefined || /(?:file|files|image|images|photo|picture|audio|video|document|documents)$/i.test(path))
    return undefined
  const start = line.start + line.indent
  const isOwn = draft.spans.some((span) => span.start === start && span.end === start + variable.length)
  return isOwn ? variable : undefined
}

function introduces(line: Line | undefined): boolean {
  return (
    line !== undefined && (line.kind === 'heading' || line.kind === 'label' || /[:：>"'“「【[(（]\s*$/.test(line.text))
  )
}

function tagName(draft: PromptDraft, variable: string): string {
  if (draft.context.user_variables?.includes(variable)) return 'user_input'
  const name = reference.exec(variable)?.groups?.['path']?.split('.').at(-1)?.toLowerCase() ?? ''
  return /^[a-z][a-z_]{2,29}$/.test(name) && !meaningless.has(name) ? name : 'input'
}

/** Names that Dify gives to outputs whatever is in them. */
const meaningless = new Set(['text', 'output', 'result', 'body', 'item', 'value', 'data', 'arg'])

function freeName(name: string, taken: Set<string | undefined>): string {
  let free = name
  for (let number = 2; taken.has(free); number += 1) free = `${name}_${number}`
  taken.add(free)
  return free
}

function wrap(line: Line, variable: string, tag: string): Edit[] {
  const start = line.start + line.indent
  const lineStart = `\n${line.text.slice(0, line.indent)}`
  const note = `Marks the variable as data named "${tag}".`
  return [
    { start, end: start + variable.length, replacement: [`<${tag}>`, variable, `</${tag}>`].join(lineStart), note },
  ]
}
