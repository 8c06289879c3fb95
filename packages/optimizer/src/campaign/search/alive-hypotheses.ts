import { editableHypotheses, type HypothesisLabel } from '../../search/hypothesis.ts'
import type { Search } from './search.ts'

/** So often in a row an idea may come to nothing at a prompt before it is not asked for there any more. */
const mostFailures = 6

/** Ideas that are worth asking for: all but those that came to nothing at each of the chosen prompts again and again. */
export function aliveHypotheses({ memory }: Pick<Search, 'memory'>, chosen: readonly string[]): HypothesisLabel[] {
  const dead = memory.toRecords().filter(({ times }) => times >= mostFailures)
  const alive = editableHypotheses.filter(
    (label) => !chosen.every((id) => dead.some(({ node, hypothesis }) => node === id && hypothesis === label)),
  )
  return alive.length === 0 ? [...editableHypotheses] : alive
}
