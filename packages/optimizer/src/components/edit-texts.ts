import { groupBy } from '../analysis/group-by.ts'
import type { Component, ComponentTexts } from '../search/component.ts'
import type { Edit } from '../search/edit.ts'
import { applyPlan } from './apply-plan.ts'
import type { EditProblem } from './edit-problem.ts'
import { parseRules } from './parse-rules.ts'
import { planEdits } from './plan-edits.ts'

export interface EditedTexts {
  /** All texts; those of components with problems are as they were. */
  readonly texts: Record<string, string>
  /** Empty when every edit was made. Whoever wants all or nothing throws the texts away otherwise. */
  readonly problems: readonly EditProblem[]
}

/**
 * Makes edits in the texts for which they were written. Nothing is guessed: an edit that names what is not there, or that
 * contradicts another one, is a problem. Without edits every text stays as it is, byte for byte.
 */
export function editTexts(
  components: readonly Component[],
  texts: ComponentTexts,
  edits: readonly Edit[],
): EditedTexts {
  const result: Record<string, string> = { ...texts }
  const problems: EditProblem[] = []
  const known = new Map(components.map((component) => [component.id, component]))
  for (const [id, own] of groupBy(edits, ({ component }) => component)) {
    const component = known.get(id)
    const text = texts[id]
    if (component === undefined || text === undefined) {
      const message = `There is no component ${JSON.stringify(id)}; the ids are ${[...known.keys()].join(', ')}.`
      problems.push(...own.map((edit) => ({ kind: 'unknown_component' as const, edit, message })))
      continue
    }
    const edited = editText(component, text, own)
    problems.push(...edited.problems)
    if (edited.problems.length === 0) result[id] = edited.text
  }
  return { texts: result, problems }
}

interface EditedText {
  readonly text: string
  readonly problems: readonly EditProblem[]
}

function editText(component: Component, text: string, edits: readonly Edit[]): EditedText {
  const rewrites = edits.filter(({ op }) => op === 'rewrite')
  if (rewrites.length > 0) return rewriteText(text, edits, rewrites)
  const prompt = parseRules(text, component)
  const plan = planEdits({ component, text, prompt }, edits)
  return { text: plan.problems.length > 0 ? text : applyPlan(prompt, plan), problems: plan.problems }
}

function rewriteText(text: string, edits: readonly Edit[], [rewrite]: readonly Edit[]): EditedText {
  const other = edits.find((edit) => edit !== rewrite)
  if (other !== undefined) {
    const message = `Component ${other.component} is rewritten as a whole, so no other edit of it can be made; put it into the rewrite.`
    return { text, problems: [{ kind: 'conflict', edit: other, message }] }
  }
  if (rewrite === undefined) return { text, problems: [] }
  const written = rewrite.text?.trim() ?? ''
  if (written === '')
    return {
      text,
      problems: [{ kind: 'missing_text', edit: rewrite, message: 'A rewrite needs the whole new "text".' }],
    }
  // Blanks at the ends belong to the place where the prompt stands.
  return { text: /^\s*/.exec(text)?.[0] + written + (/\s*$/.exec(text.trimStart())?.[0] ?? ''), problems: [] }
}
