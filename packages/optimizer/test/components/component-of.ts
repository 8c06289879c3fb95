import { componentsFromTexts, type PlainPrompt } from '../../src/components/components-from-texts.ts'
import type { Component } from '../../src/search/component.ts'
import type { Edit } from '../../src/search/edit.ts'

/** A component called `main`. */
export function componentOf(text: string, plain: Partial<PlainPrompt> = {}, locked: readonly string[] = []): Component {
  const [component] = componentsFromTexts({ main: { text, ...plain } }, { locked, now: new Date(0) })
  if (component === undefined) throw new Error('there is one')
  return component
}

/** An edit of `main`. */
export function edit(fields: Partial<Edit> & Pick<Edit, 'op'>): Edit {
  return { component: 'main', hypothesis: 'missing_rule', rationale: '', evidence: [], ...fields }
}
