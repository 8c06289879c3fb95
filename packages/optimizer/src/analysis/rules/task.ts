import type { TextSpan } from '../finding.ts'
import type { PromptView } from '../prompt-view.ts'
import type { Rule } from '../rule.ts'
import { spansOf } from '../spans.ts'

/** Nothing in the whole call says what to do. */
export const missingTask: Rule = {
  name: 'missing-task',
  dimension: 'clarity',
  evidence: 'B',
  reason: 'What a prompt says to do moves answers; a role alone leaves the task to be guessed.',
  maxCost: 60,
  check(view) {
    if (view.kind !== 'lead' || view.hasBuiltInTask || view.says('task') !== false) return []
    return [
      {
        severity: view.isConversation ? 'info' : 'warning',
        message: 'No message of this node says what to do.',
        fix: 'State the task in one sentence that begins with a verb, such as “Summarise the report below”.',
        span: null,
        cost: view.isConversation ? 20 : 60,
      },
    ]
  },
}

/** Shorter prompts have no middle in which a task could be lost. In tokens. */
const longPrompt = 150

/** The task is first named in the second half of a long prompt, and not after the input that it is about. */
export const lateTask: Rule = {
  name: 'late-task',
  dimension: 'clarity',
  evidence: 'B',
  reason: 'Models follow what stands at the beginning of a long prompt better than what stands in its middle.',
  maxCost: 25,
  check(view) {
    if (view.kind !== 'lead' || view.tokens <= longPrompt) return []
    const task = firstTask(view)
    if (task === undefined || task.start < view.text.length / 2 || followsInput(view, task)) return []
    return [
      {
        severity: 'warning',
        message: 'The task is first named in the second half of the prompt.',
        fix: 'Say in the first sentences what is to be done; put background and rules after it.',
        span: task,
        cost: 25,
      },
    ]
  },
}

function firstTask(view: PromptView): TextSpan | undefined {
  const firsts = view.lexicons.flatMap((lexicon) => spansOf(lexicon.task, view.wording).slice(0, 1))
  return firsts.toSorted((a, b) => a.start - b.start)[0]
}

/** A long document first and the question after it is a good order. */
function followsInput(view: PromptView, task: TextSpan): boolean {
  return view.references.some((reference) => reference.isLong && reference.end <= task.start)
}
