import type { PromptView } from '../prompt-view.ts'
import type { Rule } from '../rule.ts'

/** A prompt without text. */
export const emptyPrompt: Rule = {
  name: 'empty-prompt',
  dimension: 'clarity',
  evidence: 'A',
  reason: 'Dify leaves empty messages out, and a model node whose messages are all empty fails.',
  maxCost: 100,
  check(view) {
    if (view.kind !== 'empty') return []
    if (!leavesNodeEmpty(view)) {
      const message = 'This prompt is empty and is not sent.'
      return [{ severity: 'info', message, fix: 'Delete it, or write what it is for.', span: null, cost: 0 }]
    }
    const message = 'Every message of this node is empty, so it fails when it runs.'
    return [{ severity: 'error', message, fix: 'Write what the model is to do.', span: null, cost: 100 }]
  },
}

function leavesNodeEmpty({ nodeType, context }: PromptView): boolean {
  if (nodeType !== 'llm' || context.slot === 'memory_query' || context.has_memory) return false
  return context.siblings.every((sibling) => sibling.text.trim() === '')
}

/** A prompt without wording of its own; its full scores say only that there was nothing to find. */
export const nothingToJudge: Rule = {
  name: 'nothing-to-judge',
  dimension: 'clarity',
  evidence: 'C',
  reason: 'Scores come from wording, so a full score means little here.',
  maxCost: 0,
  check(view) {
    const message = messages.get(view.kind)
    if (message === undefined) return []
    return [{ severity: 'info', message, fix: 'Nothing needs to be done.', span: null, cost: 0 }]
  },
}

const messages = new Map([
  ['data', 'This prompt only passes values on.'],
  ['example', 'This message is a turn of an example dialogue.'],
  ['opaque', 'All words of this prompt stand in code, quotes or examples, which are not judged.'],
])
