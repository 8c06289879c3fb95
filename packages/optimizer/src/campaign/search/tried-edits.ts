import type { TriedEdit } from '../../reflect/reflection-job.ts'
import type { EffectModel } from './effect-model.ts'
import type { Search } from './search.ts'

const mostShown = 14

/** Rules that were tried at some components and are believed to harm or to do nothing, the worst last. */
export function triedEdits(search: Search, effects: EffectModel, chosen: readonly string[]): TriedEdit[] {
  return Array.from(search.origins)
    .filter(([, edit]) => chosen.includes(edit.component))
    .map(([key, edit]) => ({ edit, effect: effects.effect(key) }))
    .filter(({ effect }) => effect < 0)
    .toSorted((one, other) => other.effect - one.effect)
    .slice(-mostShown)
    .map(({ edit, effect }) => ({
      component: edit.component,
      hypothesis: edit.hypothesis,
      summary: edit.text ?? `${edit.op} ${edit.rule_id ?? ''}`,
      isAccepted: false,
      gain: effect,
    }))
}
