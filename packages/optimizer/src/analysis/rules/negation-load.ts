import type { Rule } from '../rule.ts'

/** Fewer bans than this are no burden. */
const minBans = 3
const maxShare = 0.4

/** Most sentences forbid something, and few say what to do instead. */
export const negationLoad: Rule = {
  name: 'negation-load',
  dimension: 'clarity',
  evidence: 'C',
  reason: 'A ban tells a model what to think of, but not what to do.',
  maxCost: 10,
  check(view) {
    if (!view.isInstruction) return []
    const sentences = view.sentences
      .map((span) => ({ span, text: view.wording.slice(span.start, span.end) }))
      .filter(({ text }) => /\p{L}/u.test(text))
    const bans = sentences.filter(({ text }) =>
      view.lexicons.some(
        ({ negation, alternative }) =>
          negation !== undefined &&
          text.search(negation) !== -1 &&
          (alternative === undefined || text.search(alternative) === -1),
      ),
    )
    const [first] = bans
    if (first === undefined || bans.length < minBans || bans.length <= maxShare * sentences.length) return []
    return [
      {
        severity: 'warning',
        message: `${bans.length} of ${sentences.length} sentences only forbid something.`,
        fix: 'Say what to do instead of what to avoid, at least for the bans that matter most.',
        span: first.span,
        cost: 10,
      },
    ]
  },
}
