import type { TextSpan } from '../finding.ts'
import { countLetters } from '../own-text.ts'
import type { PromptView } from '../prompt-view.ts'
import { excerpt, type Notice, type Rule } from '../rule.ts'

/** “The above” with nothing above, “the following” with nothing after. */
export const unresolvedReference: Rule = {
  name: 'unresolved-reference',
  dimension: 'clarity',
  evidence: 'B',
  reason: 'The model looks for text that it is not given, and may make it up.',
  maxCost: 45,
  check(view) {
    if (!view.isInstruction || view.isConversation) return []
    const backward = view.find('backwardReference').filter((span) => hasNothingBefore(view, span))
    const forward = view.find('forwardReference').filter((span) => hasNothingAfter(view, span))
    return [
      ...backward.map((span) => notice(view, span, 'before')),
      ...forward.map((span) => notice(view, span, 'after')),
    ]
  },
}

/** A heading has fewer letters than this; what a prompt can point back at has more. */
const headingLetters = 12

function hasNothingBefore(view: PromptView, span: TextSpan): boolean {
  if ((view.protectedSpans[0]?.end ?? Infinity) <= span.start) return false
  if (view.context.siblings.some((sibling) => sibling.before && sibling.text.trim() !== '')) return false
  return countLetters(view.wording.slice(0, span.start), headingLetters) < headingLetters
}

function hasNothingAfter(view: PromptView, span: TextSpan): boolean {
  const { siblings, has_memory: hasMemory, has_vision: hasVision } = view.context
  if (hasMemory || hasVision || view.hasBuiltInForm) return false
  if ((view.protectedSpans.at(-1)?.start ?? -1) >= span.end) return false
  if (siblings.some((sibling) => !sibling.before && sibling.text.trim() !== '')) return false
  const nextLine = view.text.indexOf('\n', span.end)
  return nextLine === -1 || countLetters(view.wording.slice(nextLine), 2) < 2
}

function notice(view: PromptView, span: TextSpan, side: 'before' | 'after'): Notice {
  const words = excerpt(view, span)
  return {
    severity: 'warning',
    message: `“${words}” points at something, but nothing stands ${side} it.`,
    fix:
      side === 'before'
        ? `Name what “${words}” means.`
        : `Put the text that “${words}” announces after it, for example as a variable.`,
    span,
    cost: side === 'before' ? 10 : 30,
  }
}
