import type { EvidenceGrade, Finding, FindingDimension, TextSpan } from './finding.ts'
import type { PromptView } from './prompt-view.ts'

/** What a rule noticed in one place. */
export interface Notice {
  readonly severity: Finding['severity']
  /** What is there, in one sentence. */
  readonly message: string
  /** How to mend it, in one sentence. */
  readonly fix: string
  /** `null` when something is missing from the whole text. */
  readonly span: TextSpan | null
  /** Points to take from the score, at least 0. */
  readonly cost: number
}

/** One thing that can be said about the hygiene of a prompt. */
export interface Rule {
  /** Stable kebab-case name: `vague-term`. */
  readonly name: string
  readonly dimension: FindingDimension
  readonly evidence: EvidenceGrade
  /** Why it matters, in one sentence. */
  readonly reason: string
  /** The most points that all its notices in one prompt take together. */
  readonly maxCost: number
  readonly check: (view: PromptView) => readonly Notice[]
}

/** How many findings of one rule a prompt gets; a longer list helps nobody. */
export const maxFindingsPerRule = 20

/** The first findings of a rule, within its cap of points; and how many more there would be. */
export function applyRule(rule: Rule, view: PromptView): { findings: Finding[]; omitted: number } {
  const notices = rule.check(view)
  let left = rule.maxCost
  const findings = notices.slice(0, maxFindingsPerRule).map((notice): Finding => {
    const cost = Math.min(notice.cost, left)
    left -= cost
    return {
      rule: rule.name,
      dimension: rule.dimension,
      severity: notice.severity,
      message: notice.message,
      reason: rule.reason,
      evidence: rule.evidence,
      fix: notice.fix,
      span: notice.span === null ? null : { start: notice.span.start, end: notice.span.end },
      excerpt: notice.span === null ? '' : excerpt(view, notice.span),
      points: 0 - cost,
    }
  })
  return { findings, omitted: notices.length - findings.length }
}

const maxExcerpt = 80

/** The text of a span on one line, shortened to 80 characters. Whoever needs to quote a prompt does it by this: secrets show as `***`. */
export function excerpt(view: PromptView, { start, end }: TextSpan, limit = maxExcerpt): string {
  const cut = Math.min(end, start + 2 * limit)
  let shown = ''
  let position = start
  for (const secret of view.secrets.filter((other) => other.end > start && other.start < cut)) {
    shown += `${view.text.slice(position, Math.max(position, secret.start))}***`
    position = Math.max(position, secret.end)
  }
  const line = (shown + view.text.slice(position, cut))
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .replaceAll(/\s+/g, ' ')
    .trim()
  if (line.length <= limit && cut >= end) return line
  return `${line.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
