import { excerpt, type Notice, type Rule } from '../rule.ts'
import type { PromptView } from '../prompt-view.ts'
import type { TextSpan } from '../finding.ts'

/** Words that leave a decision to the reader. */
export const vagueTerm: Rule = {
  name: 'vague-term',
  dimension: 'clarity',
  evidence: 'C',
  reason: 'Each run may read a vague word differently.',
  maxCost: 30,
  check: (view) => (view.isInstruction ? view.find('vague').map((span) => vagueNotice(view, span)) : []),
}

function vagueNotice(view: PromptView, span: TextSpan): Notice {
  const term = excerpt(view, span)
  return {
    severity: 'warning',
    message: `“${term}” leaves open what is meant.`,
    fix: `Say what “${term}” means here: a number, a list, or a test that an answer passes or fails.`,
    span,
    cost: 5,
  }
}

/** Phrases that say nothing. */
export const fillerPhrase: Rule = {
  name: 'filler-phrase',
  dimension: 'efficiency',
  evidence: 'C',
  reason: 'It costs tokens on every run and tells the model nothing.',
  maxCost: 25,
  check: (view) => (view.isInstruction ? view.find('filler').map((span) => fillerNotice(view, span)) : []),
}

function fillerNotice(view: PromptView, span: TextSpan): Notice {
  const phrase = excerpt(view, span)
  return {
    severity: 'warning',
    message: `“${phrase}” says nothing.`,
    fix: `Leave out “${phrase}”, or say it in one word.`,
    span,
    cost: 5,
  }
}
