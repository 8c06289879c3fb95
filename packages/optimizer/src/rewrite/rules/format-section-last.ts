import type { Line } from '../../text/split-lines.ts'
import type { PromptDraft } from '../prompt-draft.ts'
import type { Edit, RewriteRule } from '../rewrite-rule.ts'

/**
 * Moves the one section about the output format behind the other instructions, before sections that hand over input:
 * task, context, rules, format, input (grade B: what is told last before the data is followed best). Only between
 * Markdown headings of one level, and never when any of the sections that change places points up or down the text,
 * which nothing tells in languages unknown here.
 */
export const formatSectionLast: RewriteRule = {
  name: 'format-section-last',
  kind: 'guarded',
  improves: ['structure'],
  fitsJinja2: false,
  find(draft) {
    if (draft.language === 'other') return []
    const sections = splitSections(draft)
    const formats = sections.filter(({ title }) => speaksOfFormat(title))
    const [format] = formats
    if (!format || formats.length !== 1 || !isFormat(format.title)) return []
    const later = sections.slice(sections.indexOf(format) + 1)
    const behind = later.findIndex((section) => isInput(draft, section))
    const passed = behind === -1 ? later : later.slice(0, behind)
    if (passed.length === 0 || [format, ...passed].some((section) => isTiedToPlace(draft, section))) return []
    return move(draft, format, passed)
  },
}

interface Section {
  readonly title: string
  readonly start: number
  readonly end: number
}

/** Cuts at the headings of the most common level, if no heading above that level comes after the first of them. */
function splitSections(draft: PromptDraft): Section[] {
  const headings = draft.lines.filter((line) => line.kind === 'heading' && isOutside(draft, line))
  const level = mostCommonLevel(headings)
  const first = headings.findIndex(({ marker }) => marker.length === level)
  const sectionHeadings = headings.slice(first).filter(({ marker }) => marker.length <= level)
  if (sectionHeadings.some(({ marker }) => marker.length < level)) return []
  return sectionHeadings.map((line, index) => ({
    title: draft.text.slice(line.contentStart, line.end),
    start: line.start,
    end: sectionHeadings[index + 1]?.start ?? draft.text.length,
  }))
}

/** Headings inside code or an example cut nothing; the one that opens the examples does. */
function isOutside(draft: PromptDraft, { start, contentStart }: Line): boolean {
  return !draft.touches({ start, end: contentStart }) || draft.spanAt(start)?.kind === 'example'
}

function mostCommonLevel(headings: readonly Line[]): number {
  const counts = new Map<number, number>()
  for (const { marker } of headings) counts.set(marker.length, (counts.get(marker.length) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 0
}

function speaksOfFormat(title: string): boolean {
  return /format|output|格式|输出|返回|フォーマット|形式|出力/iu.test(title)
}

function isFormat(title: string): boolean {
  return /^[^\p{L}]*(?:(?:output|response|answer|return) ?(?:format|structure|requirements?)?|format|输出(?:格式|要求|规范|结构)?|返回格式|回复格式|回答格式|格式(?:要求)?|出力(?:形式|フォーマット)?|回答形式)[^\p{L}]*$/iu.test(
    title,
  )
}

/** Sections that hand over input, give examples or set the conversation off end the instructions. */
function isInput(draft: PromptDraft, section: Section): boolean {
  return (
    draft.reads(section) ||
    /input|data|context|example|sample|question|query|init|start|workflow|输入|数据|资料|上下文|示例|样例|例子|问题|初始化|开始|流程|入力|例|質問/iu.test(
      section.title,
    )
  )
}

/** Words that mean something only where they stand, numbered titles, and markup that would be torn apart. */
function isTiedToPlace(draft: PromptDraft, { title, start, end }: Section): boolean {
  if (/^\s*(?:\d|[一二三四五六七八九十]+、|[（(])|\b(?:step|phase)\b|第.{1,3}[步部阶]/iu.test(title)) return true
  const text = draft.text.slice(start, end)
  return (
    /\b(?:above|below|following|previous|preceding|earlier|later|then|next|finally|otherwise|last)\b|上述|以上|以下|下述|下面|上面|前述|前面|如下|下列|上の|下の|次の|然后|接着|最后|其次|否则|除此之外/iu.test(
      text,
    ) || draft.spans.some((span) => (span.start < start && start < span.end) || (span.start < end && end < span.end))
  )
}

function move(draft: PromptDraft, format: Section, passed: readonly Section[]): Edit[] {
  const end = passed.at(-1)?.end ?? format.end
  const [moved, others] = [draft.text.slice(format.start, format.end), draft.text.slice(format.end, end)]
  const gap = /\s*$/.exec(moved)?.[0] ?? ''
  const tail = /\s*$/.exec(others)?.[0] ?? ''
  const replacement =
    others.slice(0, others.length - tail.length) + gap + moved.slice(0, moved.length - gap.length) + tail
  const note = 'The output format comes after the other instructions.'
  return [{ start: format.start, end, replacement, note }]
}
