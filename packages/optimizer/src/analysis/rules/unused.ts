import type { Rule } from '../rule.ts'

/** A context is chosen for the node, and no message inserts it. Files chosen as context reach a model that sees by themselves. */
export const unusedContext: Rule = {
  name: 'unused-context',
  dimension: 'efficiency',
  evidence: 'A',
  reason: 'Dify sends the context only where {{#context#}} is written, so the model never sees it.',
  maxCost: 50,
  check(view) {
    const { context_variable: variable, has_vision: hasVision, siblings } = view.context
    if (view.kind !== 'lead' || variable === '' || hasVision) return []
    const texts = [view.text, ...siblings.map((sibling) => sibling.text)]
    if (texts.some((text) => text.includes('#context#') || text.includes(`#${variable}#`))) return []
    return [
      {
        severity: 'warning',
        message: 'Context is turned on for this node, but no message holds {{#context#}}.',
        fix: 'Write {{#context#}} where the context belongs, or turn the context off.',
        span: null,
        cost: 50,
      },
    ]
  },
}

/** A variable is declared for the prompt, and no message reads it. */
export const unusedVariable: Rule = {
  name: 'unused-variable',
  dimension: 'efficiency',
  evidence: 'A',
  reason: 'Its value never reaches the model.',
  maxCost: 0,
  check(view) {
    if (view.kind !== 'lead') return []
    return view.context.unused_variables.map((name) => ({
      severity: 'info',
      message: `The variable “${name}” is declared, but no message reads it.`,
      fix: `Use “${name}” in the prompt, or delete its declaration.`,
      span: null,
      cost: 0,
    }))
  },
}
