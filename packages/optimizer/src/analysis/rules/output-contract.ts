import type { PromptView } from '../prompt-view.ts'
import type { Notice, Rule } from '../rule.ts'

/** Whether what a call lacks of an output contract is to be charged to this prompt. */
function ownsContract(view: PromptView): boolean {
  return view.kind === 'lead' && !view.isConversation && !view.hasBuiltInForm && view.says('task') === true
}

/** Nothing says what form the answer has. */
export const missingOutputFormat: Rule = {
  name: 'missing-output-format',
  dimension: 'specificity',
  evidence: 'B',
  reason: 'Without a stated form each answer chooses its own, and whatever reads it must cope.',
  maxCost: 35,
  check(view) {
    if (!ownsContract(view) || view.says('outputFormat') !== false) return []
    const readers = [...new Set(view.context.output_readers.map((reader) => reader.node_type))].join(', ')
    return [
      lacks({
        message: view.isMachineRead
          ? `Nothing says what form the answer has, though a program reads it (${readers}).`
          : 'Nothing says what form the answer has.',
        fix: 'Name the form of the answer: JSON with these keys, a table, one label, three sentences.',
        cost: view.isMachineRead ? 35 : 25,
      }),
    ]
  },
}

const structuredFormat = /(?<![\w-])(?:json|xml|yaml|csv)(?![\w-])|表格|テーブル|(?<![\w-])table(?![\w-])/i
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
  maxCost: 20,
  check(view) {
    if (!ownsContract(view) || view.says('outputFields') !== false) return []
    const { callText } = view
    if (!structuredFormat.test(callText) || shownFields.test(callText) || fieldlessOutput.test(callText)) return []
    return [
      lacks({
        message: 'A structured answer is asked for, but its fields are not named.',
        fix: 'List the fields with their types, or show one complete example of the answer.',
        cost: 20,
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
  maxCost: 20,
  check(view) {
    if (!ownsContract(view) || view.says('openEndedTask') !== true || view.says('limit') !== false) return []
    if (boundOutput.test(view.callText)) return []
    return [
      lacks({
        message: 'Nothing says how long the answer is or how many items it has.',
        fix: 'Give a limit that can be counted, such as “at most 100 words” or “exactly 3 points”.',
        cost: 20,
      }),
    ]
  },
}

/** What is asked for may not be there, and nothing says what to answer then. */
export const missingFallback: Rule = {
  name: 'missing-fallback',
  dimension: 'specificity',
  evidence: 'B',
  reason: 'Asked for something that the input does not hold, a model makes it up.',
  maxCost: 20,
  check(view) {
    const isUncertain = view.says('uncertainTask') === true || readsPassages(view)
    if (view.kind !== 'lead' || view.hasBuiltInForm || !isUncertain || view.says('fallback') !== false) return []
    return [
      lacks({
        message: 'Nothing says what to answer when the input does not hold what is asked for.',
        fix: 'Add a rule such as “If the input does not say it, answer null”.',
        cost: 20,
      }),
    ]
  },
}

function readsPassages(view: PromptView): boolean {
  return view.context.has_knowledge && view.references.some((reference) => reference.name === 'context')
}

/** Labels are to be picked, and no example shows one. */
export const missingExamples: Rule = {
  name: 'missing-examples',
  dimension: 'specificity',
  evidence: 'B',
  reason: 'Examples show where one label ends and the next begins.',
  maxCost: 5,
  check(view) {
    if (!ownsContract(view) || view.says('classification') !== true || view.says('example') !== false) return []
    if (
      view.context.siblings.some((sibling) => sibling.role === 'assistant') ||
      view.protectedSpans.some((span) => span.kind === 'example')
    )
      return []
    const fix = 'Add two or three examples, at least one of a case that is hard to tell.'
    return [{ ...lacks({ message: 'No example shows how inputs are labelled.', fix, cost: 5 }), severity: 'info' }]
  },
}

function lacks(notice: Pick<Notice, 'message' | 'fix' | 'cost'>): Notice {
  return { severity: 'warning', span: null, ...notice }
}
