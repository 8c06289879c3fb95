import type { DslFinding, DslRule } from '@autoopt/dsl'
import type { PromptView } from '../prompt-view.ts'
import type { Notice, Rule } from '../rule.ts'

/** What the parser of the app file found wrong with references, one rule per kind. */
export const graphReferences: readonly Rule[] = (
  [
    ['unknown-node', 'Dify fails the node, or leaves the name in the text.', 'Name a node that exists.'],
    [
      'node-does-not-dominate',
      'On branches that do not pass the node, its variable does not exist and the prompt fails.',
      'Read the variable through an aggregator, or on the branch that has it.',
    ],
    ['unknown-variable', 'Dify fails the node, or leaves the name in the text.', 'Name a variable that the node has.'],
    [
      'ignored-reference',
      'Dify does not recognise it as a reference, so the model reads the braces.',
      'Use only letters, digits and underscores, without blanks, as in {{#node.variable#}}.',
    ],
    [
      'sys-variable-not-in-mode',
      'The variable does not exist in apps of this mode, so the node fails.',
      'Read a start input instead.',
    ],
    [
      'workflow-reference-in-jinja2',
      'In Jinja2 {# begins a comment, so the template does not run.',
      'Declare the variable for the template and write {{ name }}.',
    ],
  ] satisfies readonly (readonly [DslRule, string, string])[]
).map(([name, reason, fix]) => ({
  name,
  dimension: 'graph',
  evidence: 'A',
  reason,
  maxCost: 0,
  check: (view) =>
    view.context.reference_findings
      .filter((finding) => finding.rule === name)
      .flatMap((finding) => locate(view, finding, fix)),
}))

/** A rewritten prompt may have moved or lost the reference since the file was parsed. */
function locate(view: PromptView, finding: DslFinding, fix: string): Notice[] {
  const { reference, offset, severity, message } = finding
  const start = view.text.startsWith(reference, offset) ? offset : view.text.indexOf(reference)
  if (start === -1) return []
  return [{ severity, message, fix, span: { start, end: start + reference.length }, cost: 0 }]
}
