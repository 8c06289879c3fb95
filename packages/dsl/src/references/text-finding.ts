import type { DslFinding } from '../dsl-document.ts'

/** A mistake in a prompt's text, before it is looked up in the source. */
export type TextFinding = Pick<DslFinding, 'rule' | 'severity' | 'message' | 'reference' | 'offset'>

/** What is wrong with a selector, wherever it is written. */
export type SelectorProblem = Pick<DslFinding, 'rule' | 'severity' | 'message'>
