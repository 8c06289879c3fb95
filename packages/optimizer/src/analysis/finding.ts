/** The four hygiene scores, and two groups of findings that are not scored by themselves. */
export type FindingDimension = 'clarity' | 'structure' | 'specificity' | 'efficiency' | 'robustness' | 'graph'

/** A: causal or certain. B: supported by experiments. C: convention. */
export type EvidenceGrade = 'A' | 'B' | 'C'

/** A stretch of a prompt's text, in UTF-16 offsets, end exclusive. */
export interface TextSpan {
  readonly start: number
  readonly end: number
}

/** Something a rule noticed. Findings are stored with a version as its `analysis.issues`. */
export interface Finding {
  /** Stable kebab-case name: `vague-term`. */
  readonly rule: string
  readonly dimension: FindingDimension
  readonly severity: 'error' | 'warning' | 'info'
  /** What is there, in one sentence. */
  readonly message: string
  /** Why it matters, in one sentence. */
  readonly reason: string
  readonly evidence: EvidenceGrade
  /** How to mend it, in one sentence. */
  readonly fix: string
  /** Where; `null` when something is missing from the whole text. */
  readonly span: TextSpan | null
  /** The text of the span, at most 80 characters. */
  readonly excerpt: string
  /** What the finding takes from the dimension's score: 0 or negative. */
  readonly points: number
}
