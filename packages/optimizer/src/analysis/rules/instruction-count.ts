import type { Rule } from '../rule.ts'

const steps = [
  { count: 80, cost: 40 },
  { count: 50, cost: 20 },
  { count: 30, cost: 10 },
] as const

/** More rules than a model keeps in mind. */
export const manyInstructions: Rule = {
  name: 'many-instructions',
  dimension: 'efficiency',
  evidence: 'B',
  reason: 'The more instructions at once, the more are left out, later ones first (IFScale, arXiv 2507.11538).',
  maxCost: 40,
  check(view) {
    if (!view.isInstruction) return []
    const count = view.sentences.filter(({ start, end }) => {
      const wording = view.wording.slice(start, end)
      return view.lexicons.some(
        ({ task, negation }) =>
          wording.search(task) !== -1 || (negation !== undefined && wording.search(negation) !== -1),
      )
    }).length
    const step = steps.find((candidate) => count > candidate.count)
    if (step === undefined) return []
    return [
      {
        severity: 'warning',
        message: `The prompt gives about ${count} instructions.`,
        fix: 'Drop the rules that change nothing, or split the work over two nodes.',
        span: null,
        cost: step.cost,
      },
    ]
  },
}
