import type { Line } from '../../text/split-lines.ts'
import type { PromptDraft } from '../prompt-draft.ts'
import type { Edit, RewriteRule } from '../rewrite-rule.ts'

/**
 * In a bullet list of JSON fields, moves the field with the reasoning before the one with the answer. A model writes the
 * fields in the order told, and a conclusion written first cannot use the reasons that follow (grade B: a seed prompt in
 * the wrong order kept an optimizer at a third of what was possible). Only lists of names, only in prompts that ask for
 * JSON, whose readers look fields up by name; a template in a code block is left alone.
 */
export const reasoningFirst: RewriteRule = {
  name: 'reasoning-first',
  kind: 'guarded',
  improves: ['structure', 'specificity'],
  fitsJinja2: false,
  find: (draft) => (/json/i.test(draft.text) ? fieldLists(draft).flatMap((fields) => moved(draft, fields)) : []),
}

/** Whether a field's name says that it holds reasons. */
export function looksLikeReasoning(name: string): boolean {
  return /^(?:reason(?:s|ing)?|rationale|explanation|thoughts?|thinking|analysis|chain_of_thought|理由|原因|推理|推理过程|思考|思考过程|分析|分析过程)$/iu.test(
    name,
  )
}

function looksLikeAnswer(name: string): boolean {
  return /^(?:answer|result|final_answer|label|category|class|decision|verdict|score|conclusion|答案|结果|结论|分类|类别|标签|判断|评分|回答|結果|結論)$/iu.test(
    name,
  )
}

interface Field {
  readonly line: Line
  readonly name: string
}

/** Runs of neighbouring one-line bullets that each begin with a name and a colon, a bracket or nothing more. */
function fieldLists({ lines, text }: PromptDraft): Field[][] {
  const runs: Field[][] = []
  let previous: Line | undefined
  for (const line of lines) {
    const name = line.kind === 'bullet' ? fieldName(text.slice(line.contentStart, line.end)) : undefined
    if (name !== undefined) {
      if (previous?.next === line.start && previous.indent === line.indent) runs.at(-1)?.push({ line, name })
      else runs.push([{ line, name }])
      previous = line
    } else {
      if (line.indent > (previous?.indent ?? Infinity)) runs.pop()
      previous = undefined
    }
  }
  return runs
}

function fieldName(content: string): string | undefined {
  return /^(?:\*\*)?[`"“]?(?<name>[\p{L}_][\p{L}\p{N}_]{0,30})[`"”]?(?:\*\*)?\s*(?:[:：(（]|$)/u.exec(content)
    ?.groups?.['name']
}

function moved(draft: PromptDraft, fields: readonly Field[]): Edit[] {
  const answer = fields.findIndex(({ name }) => looksLikeAnswer(name))
  const reasons = fields.findIndex(({ name }, index) => index > answer && looksLikeReasoning(name))
  const [first, last] = [fields[answer]?.line, fields[reasons]?.line]
  if (!first || !last || fields.filter(({ name }) => looksLikeReasoning(name)).length !== 1) return []
  if (!staysWhole(draft, fields)) return []
  const block = fields.slice(answer, reasons).map(({ line }) => line.text)
  const gap = draft.text.slice(first.end, first.next)
  return [
    {
      start: first.start,
      end: last.end,
      replacement: [last.text, ...block].join(gap),
      note: 'The reasons come before the answer that rests on them.',
    },
  ]
}

/** Whether all protected text in the list lies within one of its lines. */
function staysWhole({ spans }: PromptDraft, fields: readonly Field[]): boolean {
  return fields.every(({ line }) =>
    spans.every(({ start, end }) => end <= line.start || start >= line.end || (start >= line.start && end <= line.end)),
  )
}
