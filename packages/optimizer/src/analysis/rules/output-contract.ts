import type { PromptView } from '../prompt-view.ts'
import type { Notice, Rule } from '../rule.ts'
import { spansOf } from '../spans.ts'

/** Whether what a call lacks of an output contract is to be charged to this prompt. */
function ownsContract(view: PromptView): boolean {
  return view.kind === 'lead' && !view.isConversation && !view.hasBuiltInForm && view.asks('task')
}

/** Nothing says what form the answer has. */
export const missingOutputFormat: Rule = {
  name: 'missing-output-format',
  dimension: 'specificity',
  evidence: 'B',
  reason: 'Without a stated form each answer chooses its own, and whatever reads it must cope.',
  maxCost: 60,
  check(view) {
    if (!ownsContract(view) || view.asks('transformation') || view.says('outputFormat') !== false) return []
    const readers = [...new Set(view.context.output_readers.map((reader) => reader.node_type))].join(', ')
    return [
      lacks({
        message: view.isMachineRead
          ? `Nothing says what form the answer has, though a program reads it (${readers}).`
          : 'Nothing says what form the answer has.',
        fix: 'Name the form of the answer: JSON with these keys, a table, one label, three sentences.',
        cost: formCost(view),
      }),
    ]
  },
}

/** A program depends on the form most, a reader of a chat least. */
function formCost(view: PromptView): number {
  if (view.isMachineRead) return 60
  const readers = view.context.output_readers
  return readers.length > 0 && readers.every((reader) => reader.node_type === 'answer') ? 25 : 50
}

/** A format that is asked for, not one that is ruled out. */
const structuredFormat =
  /(?<!(?:不|避免|禁止|勿|without|no|not|avoid|never)[^。.\n]{0,20})(?:(?<![\w-])(?:json|csv|table)(?![\w-])|表格|テーブル)/i
const shownFields =
  /"[^"\n]{1,60}"\s?[:：]|^\s{0,20}[-*•]\s{0,3}[^\n:：]{1,40}[:：]|\|[^|\n]+\|[^|\n]*\||[A-Za-z_]\w{0,40}\s?[:：]\s?(?:string|number|boolean|array|int)|‘[^’\n]{1,40}’|`[A-Za-z_]\w{0,40}`|^\s{0,20}\d{1,2}[.、)]/mu
/** Output that has no fields of its own to name. */
const fieldlessOutput = /(?<![\w-])(?:mermaid|sql|code|translate|repair|convert|parse)(?![\w-])|代码|翻译|转换|解析/iu

/** A structured form is asked for, but not what is in it. */
export const missingOutputFields: Rule = {
  name: 'missing-output-fields',
  dimension: 'specificity',
  evidence: 'B',
  reason: 'The model invents names for the fields, and others the next time.',
  maxCost: 40,
  check(view) {
    if (!ownsContract(view) || view.says('outputFields') !== false) return []
    const { callText } = view
    if (!structuredFormat.test(callText) || shownFields.test(callText) || fieldlessOutput.test(callText)) return []
    return [
      lacks({
        message: 'A structured answer is asked for, but its fields are not named.',
        fix: 'List the fields with their types, or show one complete example of the answer.',
        cost: 40,
      }),
    ]
  },
}

/** Text whose length is not the writer's to choose. */
const boundOutput =
  /(?<![\w-])(?:json|sql|code|mermaid|regex|query|prompt|command|translate|translation)(?![\w-])|代码|翻译|提示词|语句|查询/iu

/** A text is to be written, and nothing says how long or how many. */
export const missingLimit: Rule = {
  name: 'missing-limit',
  dimension: 'specificity',
  evidence: 'B',
  reason: 'A limit that can be counted is one that an answer can be held to.',
  maxCost: 40,
  check(view) {
    if (!ownsContract(view) || !view.asks('openEndedTask') || view.says('limit') !== false) return []
    if (boundOutput.test(view.callText) || showsTemplate(view.callText)) return []
    return [
      lacks({
        message: 'Nothing says how long the answer is or how many items it has.',
        fix: 'Give a limit that can be counted, such as “at most 100 words” or “exactly 3 points”.',
        cost: 40,
      }),
    ]
  },
}

/** An answer template with slots to fill, `[name]`, bounds the answer. */
function showsTemplate(text: string): boolean {
  return (text.match(/[[【][^[\]【】\n]{1,30}[\]】]/g)?.length ?? 0) >= 3
}

/** What is asked for may not be there, and nothing says what to answer then. */
export const missingFallback: Rule = {
  name: 'missing-fallback',
  dimension: 'specificity',
  evidence: 'B',
  reason: 'Asked for something that the input does not hold, a model makes it up.',
  maxCost: 40,
  check(view) {
    if (view.kind !== 'lead' || view.hasBuiltInForm || view.says('fallback') !== false) return []
    if (!picksFacts(view) && !readsPassages(view)) return []
    return [
      lacks({
        message: 'Nothing says what to answer when the input does not hold what is asked for.',
        fix: 'Add a rule such as “If the input does not say it, answer null”.',
        cost: 40,
      }),
    ]
  },
}

/** How far behind an extraction its form is named. */
const reach = 150
const factForm =
  /(?<![\w-])(?:json|csv|table|fields?|keys?|only|label|one word|in the format)(?![\w-])|字段|表格|格式|只|仅|のみ|だけ|形式/iu

/** Extraction that ends in fields or labels; to “extract the main ideas” of a text always succeeds. */
function picksFacts(view: PromptView): boolean {
  const tasks = view.lexicons.flatMap((lexicon) => spansOf(lexicon.uncertainTask, view.callWording))
  return tasks
    .slice(0, maxTasks)
    .some(({ start, end }) => factForm.test(view.callText.slice(Math.max(0, start - reach / 3), end + reach)))
}

/** Prompts with more extractions than this say it among the first. */
const maxTasks = 50

function readsPassages(view: PromptView): boolean {
  return (
    view.asks('passageTask') || (view.context.has_knowledge && view.references.some(({ name }) => name === 'context'))
  )
}

/** Labels are to be picked, and no example shows one. */
export const missingExamples: Rule = {
  name: 'missing-examples',
  dimension: 'specificity',
  evidence: 'B',
  reason: 'Examples show where one label ends and the next begins.',
  maxCost: 15,
  check(view) {
    if (!ownsContract(view) || !view.asks('classification') || view.says('example') !== false) return []
    if (
      view.context.siblings.some((sibling) => sibling.role === 'assistant') ||
      view.protectedSpans.some((span) => span.kind === 'example')
    )
      return []
    const fix = 'Add two or three examples, at least one of a case that is hard to tell.'
    return [{ ...lacks({ message: 'No example shows how inputs are labelled.', fix, cost: 15 }), severity: 'info' }]
  },
}

function lacks(notice: Pick<Notice, 'message' | 'fix' | 'cost'>): Notice {
  return { severity: 'warning', span: null, ...notice }
}
