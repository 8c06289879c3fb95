import type { Line } from '../../text/split-lines.ts'
import type { PromptDraft } from '../prompt-draft.ts'
import type { Edit, RewriteRule } from '../rewrite-rule.ts'

/**
 * Puts a variable that stands bare on its line between named tags, so that the model can tell instructions from data
 * (grade C for answers, the first line of defence against instructions hidden in data). A variable counts as bare
 * unless a label, a heading, a tag or an unfinished line introduces it. File variables render as nothing and are left
 * alone, and so are variables in a template of the answer.
 */
export const wrapVariable: RewriteRule = {
  name: 'wrap-variable',
  kind: 'guarded',
  improves: ['structure', 'clarity'],
  fitsJinja2: false,
  find(draft) {
    const names = new TagNames(draft.text)
    const edits: Edit[] = []
    let introduction: Line | undefined
    let isTemplate = false
    for (const line of draft.lines) {
      if (line.kind === 'blank') continue
      if (line.kind === 'heading' || line.kind === 'label') isTemplate = speaksOfTemplate.test(line.text)
      const variable = bareVariable(draft, line)
      if (variable !== undefined && !isTemplate && !introduces(draft, introduction)) {
        edits.push(wrap(line, variable, names.take(tagName(draft, variable))))
      }
      introduction = line
    }
    return edits
  },
}

const speaksOfTemplate = /format|template|格式|模板|フォーマット|形式/iu

/** References as Dify expands them: `{{#node.name#}}` in workflows, `{{name}}` in apps without a graph. */
const references = {
  workflow: /^\{\{#(?<path>[\w.]+)#\}\}$/,
  app: /^\{\{#?(?<path>\w+)#?\}\}$/,
}

function pathOf({ prompt }: PromptDraft, variable: string): string | undefined {
  const { syntax } = prompt
  return syntax === 'workflow' || syntax === 'app' ? references[syntax].exec(variable)?.groups?.['path'] : undefined
}

const fileName = /(?:file|image|photo|picture|audio|video|document|attachment)s?$/i

function bareVariable(draft: PromptDraft, line: Line): string | undefined {
  const variable = line.text.trim()
  const path = pathOf(draft, variable)
  if (path === undefined || fileName.test(path)) return undefined
  const start = line.start + line.indent
  const isOwn = draft.spanAt(start)?.end === start + variable.length
  return isOwn ? variable : undefined
}

/** A line of a list or of template syntax goes on in the next line as much as a label does. */
function introduces(draft: PromptDraft, line: Line | undefined): boolean {
  if (!line) return false
  if (line.kind !== 'text' && line.kind !== 'rule') return true
  if (/[:：>"'“「【[(（,，、]\s*$/.test(line.text)) return true
  return draft.reads(line) && pathOf(draft, line.text.trim()) === undefined
}

function tagName(draft: PromptDraft, variable: string): string {
  if (draft.context.user_variables?.includes(variable)) return 'user_input'
  const name = pathOf(draft, variable)?.split('.').at(-1)?.toLowerCase() ?? ''
  return /^[a-z][a-z_]{2,29}$/.test(name) && !meaningless.has(name) ? name : 'input'
}

/** Names that Dify gives to outputs whatever is in them. */
const meaningless = new Set(['text', 'output', 'result', 'body', 'item', 'value', 'data', 'arg'])

/** Gives out each tag name once: `query`, `query_2`, … past the names that the prompt uses. */
class TagNames {
  readonly #taken: ReadonlySet<string>
  readonly #counts = new Map<string, number>()

  constructor(text: string) {
    this.#taken = new Set(Array.from(text.matchAll(/(?<=<\/?)[\p{L}_][\p{L}\p{N}_-]*/gu), ([name]) => name))
  }

  take(name: string): string {
    for (;;) {
      const number = (this.#counts.get(name) ?? 0) + 1
      this.#counts.set(name, number)
      const tag = number === 1 ? name : `${name}_${number}`
      if (!this.#taken.has(tag)) return tag
    }
  }
}

function wrap(line: Line, variable: string, tag: string): Edit {
  const start = line.start + line.indent
  const lineStart = `\n${line.text.slice(0, line.indent)}`
  const note = `Marks the variable as data named "${tag}".`
  const replacement = [`<${tag}>`, variable, `</${tag}>`].join(lineStart)
  return { start, end: start + variable.length, replacement, note }
}
