import type { Rule } from '../rule.ts'

/** Retrieved passages are handed to the node, and no message inserts them. */
export const unusedContext: Rule = {
  name: 'unused-context',
  dimension: 'efficiency',
  evidence: 'A',
  reason: 'Dify sends retrieved passages only where {{#context#}} is written, so the model never sees them.',
  maxCost: 20,
  check(view) {
    const { has_knowledge: hasKnowledge, siblings, app_mode: mode } = view.context
    const isGraph = mode === 'workflow' || mode === 'advanced-chat'
    if (view.kind !== 'lead' || !hasKnowledge || !isGraph || view.nodeType !== 'llm') return []
    if ([view.text, ...siblings.map((sibling) => sibling.text)].some((text) => text.includes('#context#'))) return []
    return [
      {
        severity: 'warning',
        message: 'Context is turned on for this node, but no message holds {{#context#}}.',
        fix: 'Write {{#context#}} where the passages belong, or turn the context off.',
        span: null,
        cost: 20,
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
