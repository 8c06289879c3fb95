import { groupBy } from '../group-by.ts'
import type { TextSpan } from '../finding.ts'
import type { PromptView } from '../prompt-view.ts'
import { excerpt, type Notice, type Rule } from '../rule.ts'
import { findTags, pairTags, type Tag } from '../tag-pairs.ts'

/** Something was opened and never closed, or closed and never opened. */
export const unbalancedMarkup: Rule = {
  name: 'unbalanced-markup',
  dimension: 'structure',
  evidence: 'A',
  reason: 'Where one part ends and the next begins can be read in two ways, and templates with open blocks do not run.',
  maxCost: 60,
  check(view) {
    if (view.kind === 'empty') return []
    return [...openJinja(view), ...openFences(view), ...openTags(view), ...openBrackets(view)]
  },
}

const blockStart = /^(?:if|for|macro|call|filter|block|with|raw|autoescape|set)$/

/** `{% if %}` without `{% endif %}`: the template fails when the node runs. */
function openJinja(view: PromptView): Notice[] {
  if (view.context.syntax !== 'jinja2') return []
  const open: { name: string; span: TextSpan }[] = []
  const wrong: { name: string; span: TextSpan }[] = []
  for (const match of view.text.matchAll(/\{%-?\s{0,20}(?<word>\w{1,20})(?<rest>[^%]{0,400})-?%\}/g)) {
    const { word = '', rest = '' } = match.groups ?? {}
    const span = { start: match.index, end: match.index + match[0].length }
    const ended = /^end(?<name>\w+)$/.exec(word)?.groups?.['name']
    if (ended !== undefined) {
      if (open.at(-1)?.name === ended) open.pop()
      else wrong.push({ name: word, span })
    } else if (blockStart.test(word) && !(word === 'set' && rest.includes('='))) {
      open.push({ name: word, span })
    }
  }
  return [...open, ...wrong].map(({ name, span }) => ({
    severity: 'error',
    message: `The Jinja2 tag “${name}” has no partner, so the template does not run.`,
    fix: `Close {% ${name} %} with its end tag, or delete it.`,
    span,
    cost: 30,
  }))
}

/** Protection treats an unclosed fence as open to the end of the text. One at the very end invites the model to go on. */
function openFences(view: PromptView): Notice[] {
  const block = view.protectedSpans.findLast((span) => span.kind === 'code')
  const end = view.text.trimEnd().length
  if (block === undefined || block.end < end || !/^(?:`{3}|~{3})/.test(view.text.slice(block.start))) return []
  const opening = view.lineAt(block.start)
  const last = view.lineAt(end - 1)
  if (opening === undefined || last === opening || /^\s*(?:`{3,}|~{3,})\s*$/.test(last?.text ?? '')) return []
  return [
    {
      severity: 'error',
      message: 'A code fence is opened and never closed.',
      fix: 'Close the fence where the code ends.',
      span: { start: block.start, end: opening.end },
      cost: 30,
    },
  ]
}

/**
 * A name counts as markup when it is also closed somewhere, or is opened more than once on lines of its own (`<examples>` … `<examples>`).
 * A name that is only ever opened is a placeholder (`<your name>`) or a label, a tag at the very end invites the model to go
 * on, and a tag in the middle of a line is talked about.
 */
function openTags(view: PromptView): Notice[] {
  const tags = findTags(view.text).filter((tag) => isMarkup(view, tag))
  const closed = new Set(tags.filter((tag) => tag.isClosing).map((tag) => tag.name))
  const { unpaired } = pairTags(tags)
  const alone = groupBy(
    unpaired.filter((tag) => standsAlone(view, tag)),
    (tag) => tag.name,
  )
  const length = view.text.trimEnd().length
  const wrong = unpaired
    .filter((tag) => beginsLine(view, tag))
    .filter((tag) => tag.isClosing || (tag.end < length && (closed.has(tag.name) || alone.get(tag.name)?.length === 2)))
  const firstOfName = new Map(wrong.toReversed().map((tag) => [tag.name, tag]))
  return wrong.filter((tag) => firstOfName.get(tag.name) === tag).map((tag) => tagNotice(view, tag))
}

function tagNotice(view: PromptView, tag: Tag): Notice {
  const written = excerpt(view, tag)
  return {
    severity: 'error',
    message: tag.isClosing ? `${written} closes something that was not opened.` : `${written} is never closed.`,
    fix: tag.isClosing
      ? `Put <${tag.name}> where the part begins, or delete ${written}.`
      : `Put </${tag.name}> where the part ends.`,
    span: { start: tag.start, end: tag.end },
    cost: 30,
  }
}

/** Tags shown as text, in code or quotes, mark nothing. */
function isMarkup(view: PromptView, tag: Tag): boolean {
  const around = view.protectedAt(tag.start)
  return around === undefined || around.kind === 'tag' || around.kind === 'example'
}

function beginsLine(view: PromptView, tag: Tag): boolean {
  const line = view.lineAt(tag.start)
  return line !== undefined && view.text.slice(line.start, tag.start).trim() === ''
}

function standsAlone(view: PromptView, tag: Tag): boolean {
  return view.lineAt(tag.start)?.text.trim() === view.text.slice(tag.start, tag.end)
}

/** Full-width and half-width parentheses are often mixed and count as the same. */
const partners = new Map([
  ['」', '「'],
  ['』', '『'],
  ['》', '《'],
  ['】', '【'],
  ['”', '“'],
  ['）', '（'],
])
const openers = new Set(partners.values())

interface Mark {
  readonly mark: string
  readonly at: number
}

/** Brackets and quotation marks pair up inside their paragraph. */
function openBrackets(view: PromptView): Notice[] {
  const wrong: Mark[] = []
  let paragraph = new BracketStack()
  for (const match of view.wording.matchAll(/[「『《【“（(」』》】”）)]|\n\s*\n/g)) {
    const mark = match[0].replace('(', '（').replace(')', '）')
    if (mark.startsWith('\n')) {
      wrong.push(...paragraph.unpaired())
      paragraph = new BracketStack()
    } else paragraph.add({ mark, at: match.index })
  }
  return [...wrong, ...paragraph.unpaired()].map(({ at }) => ({
    severity: 'warning',
    message: `“${view.text[at]}” has no partner.`,
    fix: 'Close every bracket and quotation mark where the part that it opens ends.',
    span: { start: at, end: at + 1 },
    cost: 10,
  }))
}

/** Pairs marks as they come. A closing parenthesis left over is a list marker or an emoticon, and no mistake. */
class BracketStack {
  readonly #open: Mark[] = []
  readonly #wrong: Mark[] = []
  readonly #counts = new Map<string, number>()

  add(mark: Mark): void {
    if (openers.has(mark.mark)) {
      this.#open.push(mark)
      this.#count(mark.mark, 1)
    } else this.#close(mark)
  }

  unpaired(): Mark[] {
    return [...this.#wrong, ...this.#open].toSorted((a, b) => a.at - b.at)
  }

  #close(closing: Mark): void {
    const partner = partners.get(closing.mark) ?? ''
    if ((this.#counts.get(partner) ?? 0) === 0) {
      if (closing.mark !== '）') this.#wrong.push(closing)
      return
    }
    for (let last = this.#open.pop(); last !== undefined; last = this.#open.pop()) {
      this.#count(last.mark, -1)
      if (last.mark === partner) return
      this.#wrong.push(last)
    }
  }

  #count(mark: string, change: number): void {
    this.#counts.set(mark, (this.#counts.get(mark) ?? 0) + change)
  }
}
