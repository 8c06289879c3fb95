import type { Line } from '../../text/split-lines.ts'
import type { PromptDraft } from '../prompt-draft.ts'
import type { Edit, RewriteRule } from '../rewrite-rule.ts'

/**
 * Gives each rule of a run its own line: `Rules: a; b; c` becomes bullets, and `1. a 2. b 3. c` on one line becomes three
 * lines. Single instructions are easier to follow and to edit than a run (grade C). Only runs of three or more behind
 * a label that says they are rules, or with numbers in order from 1; the words stay as they are.
 */
export const ruleRuns: RewriteRule = {
  name: 'rule-runs',
  kind: 'guarded',
  improves: ['structure', 'clarity'],
  fitsJinja2: false,
  find: (draft) =>
    draft.lines.flatMap((line) => {
      if (line.kind !== 'text' && line.kind !== 'ordered') return []
      const numbered = numberedRun(draft, line)
      return numbered.length > 0 || line.kind === 'ordered' ? numbered : labelledRun(draft, line)
    }),
}

const lead =
  /^\s*(?:\*\*)?(?:the )?(?:rules|requirements|constraints|notes|guidelines|instructions|要求|规则|注意|注意事项|约束|限制|限制条件|原则|ルール|条件|制約|注意点)(?: are)?(?:如下)?(?:\*\*)?\s*[:：](?:\*\*)?[ \t]*/iu

function labelledRun(draft: PromptDraft, line: Line): Edit[] {
  const masked = draft.masked.slice(line.start, line.end).trimEnd()
  const label = lead.exec(masked)?.[0]
  if (label === undefined) return []
  const run = masked.slice(label.length)
  const separators = Array.from(run.matchAll(/[;；]\s*(?=\S)/g))
  if (separators.length < 2 || /[。！？!?]./.test(run) || /\.\s/.test(run)) return []
  const last = /[;；。.]?$/.exec(run)
  const start = line.start + label.trimEnd().length
  const from = line.start + label.length
  const note = 'Each rule on a line of its own.'
  return [
    { start, end: from, replacement: '\n- ', note },
    ...separators.map(({ index, 0: text }) => ({
      start: from + index,
      end: from + index + text.length,
      replacement: '\n- ',
      note,
    })),
    ...(last?.[0] ? [{ start: from + last.index, end: from + last.index + 1, replacement: '', note }] : []),
  ]
}

/**
 * Numbers in one style that count up from 1 inside a line, each after the first behind the end of a sentence: each but a
 * leading one gets a line of its own.
 */
function numberedRun(draft: PromptDraft, line: Line): Edit[] {
  const masked = draft.masked.slice(line.start, line.end)
  const pattern =
    /(?:^|(?<end>[。；;.!！?？])\s*|[\s：:，,])(?<mark>\d{1,2}(?:[、)）]|\.(?!\d))|[（(]\d{1,2}[）)])(?=\s*\S)/g
  const marks = Array.from(masked.matchAll(pattern), ({ index, 0: text, groups = {} }) => {
    const { mark = '', end } = groups
    return {
      at: index + text.length - mark.length,
      number: Number(/\d+/.exec(mark)?.[0]),
      style: mark.replace(/\d+/, ''),
      end,
    }
  })
  const [first] = marks
  const isRun = marks.every(({ number, style, end }, index) => {
    return number === index + 1 && style === first?.style && (index === 0 || end !== undefined)
  })
  if (marks.length < 3 || !isRun) return []
  return marks
    .filter(({ at }) => masked.slice(0, at).trim() !== '')
    .map(({ at }) => {
      const start = line.start + masked.slice(0, at).trimEnd().length
      const indentation = line.text.slice(0, line.indent)
      return {
        start,
        end: line.start + at,
        replacement: `\n${indentation}`,
        note: 'Each numbered point on a line of its own.',
      }
    })
}
