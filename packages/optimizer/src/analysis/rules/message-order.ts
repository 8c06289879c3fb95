import type { Rule } from '../rule.ts'

/** A system message stands after the conversation has begun. */
export const systemNotFirst: Rule = {
  name: 'system-not-first',
  dimension: 'structure',
  evidence: 'B',
  reason: 'Many models only accept or only obey a system message that opens the conversation.',
  maxCost: 30,
  check(view) {
    const isLate =
      view.role === 'system' &&
      view.context.siblings.some(({ before, role }) => before && (role === 'user' || role === 'assistant'))
    if (!isLate || view.kind === 'empty') return []
    return [
      {
        severity: 'warning',
        message: 'This system message stands after a message of the user or the assistant.',
        fix: 'Move the system message to the front.',
        span: null,
        cost: 30,
      },
    ]
  },
}
