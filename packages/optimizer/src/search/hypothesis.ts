import { z } from 'zod'

/** What may be wrong with a prompt, a sentence for each label. */
export const hypotheses = {
  missing_rule: 'A rule that the cases need is not there.',
  ambiguous_rule: 'A rule can be read in more than one way.',
  contradictory_rules: 'Two rules cannot both be followed.',
  wrong_priority_or_order: 'Rules are there, but in an order or with weights that mislead.',
  output_format: 'The form of the answer is not said, or not said precisely.',
  output_field_order: 'The answer is asked for before the reasoning that should lead to it.',
  missing_edge_case: 'A rare kind of input is not provided for.',
  missing_domain_fact: 'A general fact of the subject is needed and not said.',
  insufficient_context_use: 'The model has the information and does not use it.',
  hallucination_guard: 'The model makes things up where it should say that it does not know.',
  over_refusal: 'The model declines what it should do.',
  verbosity: 'Answers are too long, too short or padded.',
  language_mismatch: 'Answers come in a language that was not wanted.',
  example_needed: 'The task is easier to show than to say.',
  example_misleading: 'An example in the prompt teaches the wrong thing.',
  variable_not_used: 'The prompt is given something and never tells what to do with it.',
  injection_boundary: 'Text of users or documents is taken for instructions.',
  wording: 'The prompt says the right thing at too great length or unclearly.',
  upstream_problem: 'What the node was given is already wrong: another node is to be changed.',
  metric_or_case_problem: 'The answer is right and the expectation is not: a person has to look.',
  other: 'Something that no other label says.',
} as const

export type HypothesisLabel = keyof typeof hypotheses

const labels = Object.keys(hypotheses) as [HypothesisLabel, ...HypothesisLabel[]]

export const hypothesisLabelSchema = z.enum(labels)

/** The labels that justify an edit, in the order of {@link hypotheses}. */
export const editableHypotheses: readonly HypothesisLabel[] = labels.filter(
  (label) => label !== 'upstream_problem' && label !== 'metric_or_case_problem',
)
