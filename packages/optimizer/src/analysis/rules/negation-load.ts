import type { Sentence } from '../../text/split-sentences.ts'
import { countLetters } from '../own-text.ts'
import type { PromptView } from '../prompt-view.ts'
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
  maxCost: 15,
  check(view) {
    if (!view.isInstruction) return []
    const sentences = view.sentences.filter(({ start, end }) => countLetters(view.wording.slice(start, end), 1) > 0)
    const bans = sentences.filter((sentence) => isBareBan(view, sentence))
    const [first] = bans
    if (first === undefined || bans.length < minBans || bans.length <= maxShare * sentences.length) return []
    return [
      {
        severity: 'warning',
        message: `${bans.length} of ${sentences.length} sentences only forbid something.`,
        fix: 'Say what to do instead of what to avoid, at least for the bans that matter most.',
        span: { start: first.start, end: first.end },
        cost: 15,
      },
    ]
  },
}

/** How far behind a ban an alternative may stand on its line. */
const reach = 120

function isBareBan(view: PromptView, { start, end, line }: Sentence): boolean {
  const ban = view.wording.slice(start, end)
  const withRest = view.wording.slice(start, Math.max(end, Math.min(line.end, end + reach)))
  return view.lexicons.some(
    ({ negation, alternative }) =>
      negation !== undefined &&
      ban.search(negation) !== -1 &&
      (alternative === undefined || withRest.search(alternative) === -1),
  )
}
