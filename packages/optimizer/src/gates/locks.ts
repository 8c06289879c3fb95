import { holdsLabel } from '../components/locked-spans.ts'
import type { GateProblem, Proposal, Wording } from './gate.ts'
import { checkTemplate } from './template-tags.ts'

/** The messages are those of the seed, none is empty that was not, and all that is locked in them is there, byte for byte. */
export function checkLocks({ components, texts, changed }: Proposal): GateProblem[] {
  const known = new Set(components.map(({ id }) => id))
  const missing = components.filter(({ id }) => texts[id] === undefined)
  const foreign = Object.keys(texts).filter((id) => !known.has(id))
  return [
    ...missing.map(({ id }) => problem(id, 'The message is missing; every message of the workflow must stay.')),
    ...foreign.map((id) => problem(null, `There is no message ${JSON.stringify(id.slice(0, 80))}; none can be added.`)),
    ...changed.flatMap((wording) => [
      ...checkEmpty(wording),
      ...checkMarked(wording),
      ...checkLabels(wording),
      ...checkTemplate(wording),
    ]),
  ]
}

function checkEmpty({ component, text }: Wording): GateProblem[] {
  const isEmptied = component.text.trim() !== '' && text.trim() === ''
  return isEmptied ? [problem(component.id, 'The prompt says nothing any more; keep what the node is there for.')] : []
}

/** Marked stretches stand in the text in the seed's order. */
function checkMarked({ component, text }: Wording): GateProblem[] {
  let position = 0
  for (const span of component.locked.filter(({ kind }) => kind === 'marked')) {
    const at = text.indexOf(span.text, position)
    if (at === -1)
      return [
        problem(
          component.id,
          `This part is locked and must stay as it is, in its order: ${JSON.stringify(span.text.slice(0, 200))}`,
        ),
      ]
    position = at + span.text.length
  }
  return []
}

function checkLabels({ component, text }: Wording): GateProblem[] {
  const labels = new Set(component.locked.filter(({ kind }) => kind === 'label').map((span) => span.text))
  return [...labels]
    .filter((label) => !holdsLabel(text, label))
    .map((label) =>
      problem(
        component.id,
        `A later step depends on the word ${JSON.stringify(label)}, so the prompt must go on naming it.`,
      ),
    )
}

function problem(component: string | null, message: string): GateProblem {
  return { gate: 'locked', component, message }
}
