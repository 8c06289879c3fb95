import type { Edit } from '../search/edit.ts'
import type { EditProblem, EditProblemKind } from './edit-problem.ts'
import { opensSection, type PromptRule } from './prompt-rule.ts'
import { atStart, defaultPlace, examplePlace, sectionPlace, type Surroundings } from './rule-place.ts'

/** A text that comes to stand behind the rule of an index. */
export interface Addition {
  readonly place: number
  readonly text: string
  readonly isExample: boolean
}

/** What becomes of a prompt, by the indices of its rules. */
export interface EditPlan {
  readonly replaced: ReadonlyMap<number, string>
  readonly removed: ReadonlySet<number>
  /** In the order of the edits. */
  readonly additions: readonly Addition[]
  readonly problems: readonly EditProblem[]
}

/** Looks up what edits name. `rewrite` is not planned: it leaves no rule to name. */
export function planEdits(around: Surroundings, edits: readonly Edit[]): EditPlan {
  const plan = new Planning(around)
  for (const edit of edits) plan.take(edit)
  return plan
}

class Planning implements EditPlan {
  readonly replaced = new Map<number, string>()
  readonly removed = new Set<number>()
  readonly additions: Addition[] = []
  readonly problems: EditProblem[] = []
  readonly #around: Surroundings
  readonly #indices: ReadonlyMap<string, number>

  constructor(around: Surroundings) {
    this.#around = around
    this.#indices = new Map(around.prompt.rules.map(({ id }, index) => [id, index]))
  }

  take(edit: Edit): void {
    if (edit.op === 'add' || edit.op === 'demonstrate') this.#add(edit)
    else {
      const index = this.#target(edit)
      if (index === undefined) return
      if (edit.op === 'delete') this.removed.add(index)
      else if (edit.op === 'replace') this.#replace(edit, index)
      else this.#move(edit, index)
    }
  }

  #add(edit: Edit): void {
    const text = this.#textOf(edit)
    const place = this.#placeOf(edit)
    if (text !== undefined && place !== undefined)
      this.additions.push({ place, text, isExample: edit.op === 'demonstrate' })
  }

  #replace(edit: Edit, index: number): void {
    const text = this.#textOf(edit)
    if (text !== undefined) this.replaced.set(index, text)
  }

  #move(edit: Edit, index: number): void {
    const rule = this.#around.prompt.rules[index]
    if (rule === undefined) return
    if (opensSection(rule) || rule.kind === 'separator')
      return this.#fail(
        'not_movable',
        edit,
        `Rule ${rule.id} heads what follows it; move the rules of its section instead.`,
      )
    if (edit.after === undefined && edit.section === undefined)
      return this.#fail('missing_target', edit, `Say with "after" or "section" where rule ${rule.id} is to go.`)
    const place = this.#placeOf(edit)
    if (place === undefined) return
    if (place === index) return this.#fail('conflict', edit, `Rule ${rule.id} cannot be moved behind itself.`)
    this.removed.add(index)
    this.additions.push({ place, text: rule.text, isExample: false })
  }

  /** The rule that an edit changes: known, free, and not changed by another edit. */
  #target(edit: Edit): number | undefined {
    const { rule_id: id } = edit
    if (id === undefined)
      return this.#fail('missing_target', edit, `Say with "rule_id" which rule you want to ${edit.op}.`)
    const index = this.#indexOf(edit, id)
    if (index === undefined) return undefined
    const rule: PromptRule | undefined = this.#around.prompt.rules[index]
    if (rule?.isLocked === true)
      return this.#fail(
        'locked',
        edit,
        `Rule ${id} is locked and must stay as it is; say what you need in a rule of its own.`,
      )
    if (this.removed.has(index) || this.replaced.has(index))
      return this.#fail('conflict', edit, `Rule ${id} is changed by more than one edit; make one edit of them.`)
    return index
  }

  #placeOf(edit: Edit): number | undefined {
    if (edit.after === 'start') return atStart
    if (edit.after !== undefined) return this.#indexOf(edit, edit.after)
    if (edit.section !== undefined) {
      const place = sectionPlace(this.#around, edit.section)
      return (
        place ??
        this.#fail(
          'unknown_section',
          edit,
          `There is not exactly one section ${JSON.stringify(edit.section)}; name the rule "after" which it goes.`,
        )
      )
    }
    return edit.op === 'demonstrate' ? examplePlace(this.#around) : defaultPlace(this.#around)
  }

  #indexOf(edit: Edit, id: string): number | undefined {
    return (
      this.#indices.get(id) ??
      this.#fail(
        'unknown_rule',
        edit,
        `Component ${edit.component} has no rule ${JSON.stringify(id)}; use the ids in brackets.`,
      )
    )
  }

  #textOf(edit: Edit): string | undefined {
    const text = edit.text?.trim() ?? ''
    return text === '' ? this.#fail('missing_text', edit, `An edit with op "${edit.op}" needs a "text".`) : text
  }

  #fail(kind: EditProblemKind, edit: Edit, message: string): undefined {
    this.problems.push({ kind, edit, message })
  }
}
