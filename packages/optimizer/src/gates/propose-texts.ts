import { editTexts } from '../components/edit-texts.ts'
import type { Component, ComponentTexts } from '../search/component.ts'
import type { Edit } from '../search/edit.ts'
import type { CandidateGates } from './candidate-gates.ts'
import type { GateProblem } from './gate.ts'

export interface ProposalBase {
  readonly components: readonly Component[]
  /** The wording for which the edits were made. */
  readonly texts: ComponentTexts
  readonly gates: CandidateGates
}

export interface ProposedTexts {
  readonly texts: Readonly<Record<string, string>>
  /** Empty when the texts may be tried. */
  readonly problems: readonly GateProblem[]
}

/** Makes edits and passes the result through all gates. An edit that cannot be made turns the whole proposal away. */
export function proposeTexts({ components, texts, gates }: ProposalBase, edits: readonly Edit[]): ProposedTexts {
  const edited = editTexts(components, texts, edits)
  if (edited.problems.length > 0)
    return {
      texts,
      problems: edited.problems.map(({ edit, message }) => ({ gate: 'parse', component: edit.component, message })),
    }
  const demonstrations = edits.flatMap(({ op, text }) => (op === 'demonstrate' && text !== undefined ? [text] : []))
  return { texts: edited.texts, problems: gates.check(edited.texts, { demonstrations, parent: texts }) }
}
