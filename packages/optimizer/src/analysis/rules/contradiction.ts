import { groupBy } from '../group-by.ts'
import type { TextSpan } from '../finding.ts'
import type { Lexicon, OpposedCues } from '../lexicon/lexicon.ts'
import type { PromptView } from '../prompt-view.ts'
import { excerpt, type Notice, type Rule } from '../rule.ts'

/** Two instructions of one prompt that cannot both be followed. */
export const contradiction: Rule = {
  name: 'contradiction',
  dimension: 'clarity',
  evidence: 'B',
  reason: 'The model follows one of the two, and not the same one each time.',
  maxCost: 60,
  check(view) {
    if (!view.isInstruction) return []
    return view.lexicons.flatMap((lexicon) =>
      (lexicon.opposed ?? []).flatMap((cues) => findOpposed(view, cues, lexicon)),
    )
  },
}

interface Claim extends TextSpan {
  readonly about: string | undefined
}

function findOpposed(view: PromptView, cues: OpposedCues, lexicon: Lexicon): Notice[] {
  const excuses = [lexicon.condition, cues.isCertain ? undefined : lexicon.sequence].filter(
    (pattern) => pattern !== undefined,
  )
  const isFirm = (claim: Claim): boolean => excuses.every((pattern) => sentenceAt(view, claim).search(pattern) === -1)
  const firsts = claimsOf(cues.first, view.wording).filter(isFirm)
  if (firsts.length === 0) return []
  const byObject = groupBy(firsts, (claim) => claim.about)
  for (const second of claimsOf(cues.second, view.wording)) {
    const first = byObject.get(second.about)?.find((claim) => claim.end <= second.start || claim.start >= second.end)
    if (first === undefined || !isFirm(second)) continue
    if (!cues.isCertain && !areClose(view, first, second)) continue
    return [noticeOf(view, cues, [first, second])]
  }
  return []
}

function claimsOf(pattern: RegExp, text: string): Claim[] {
  return Array.from(text.matchAll(pattern), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    about: match[1]
      ?.trim()
      .toLowerCase()
      .replace(/^(?:the|a|an) /, ''),
  }))
}

/** How far around a claim its sentence is read. */
const maxReach = 200

function sentenceAt(view: PromptView, { start, end }: TextSpan): string {
  const sentence = view.sentences[view.sentenceIndexAt(start)]
  const from = Math.max(Math.min(sentence?.start ?? start, start), start - maxReach)
  return view.wording.slice(from, Math.min(Math.max(sentence?.end ?? end, end), end + maxReach))
}

/** How many sentences apart two wishes may stand that a reader would otherwise take to be about different things. */
const maxSentencesApart = 2

function areClose(view: PromptView, a: TextSpan, b: TextSpan): boolean {
  return Math.abs(view.sentenceIndexAt(a.start) - view.sentenceIndexAt(b.start)) <= maxSentencesApart
}

function noticeOf(view: PromptView, cues: OpposedCues, claims: readonly [Claim, Claim]): Notice {
  const [earlier, later] = claims[0].start < claims[1].start ? claims : [claims[1], claims[0]]
  const quote = (claim: Claim): string => `“${excerpt(view, claim, 60)}”`
  return {
    severity: cues.isCertain ? 'error' : 'warning',
    message: `${quote(earlier)} and ${quote(later)} disagree about ${cues.about}.`,
    fix: `Decide ${cues.about}, or say when each of the two holds.`,
    span: { start: later.start, end: later.end },
    cost: 30,
  }
}
