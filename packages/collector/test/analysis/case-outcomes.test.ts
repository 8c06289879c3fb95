import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CaseOutcomes } from '../../src/analysis/case-outcomes.ts'

const outcomes = fc.array(fc.tuple(fc.nat({ max: 200 }).map(String), fc.boolean()), { maxLength: 600 })

function outcomesOf(list: readonly (readonly [string, boolean])[]): CaseOutcomes {
  const table = new CaseOutcomes()
  for (const [key, passed] of list) table.add(key, passed)
  return table
}

it('counts what a table of all outcomes counts, however many cases there are', () => {
  fc.assert(
    fc.property(outcomes, outcomes, (some, others) => {
      const all = [...some, ...others]
      const lists = [...new Set(all.map(([key]) => key))].map((name) =>
        all.filter(([key]) => key === name).map(([, passed]) => passed),
      )
      const expected = {
        cases: lists.length,
        repeated: lists.filter((list) => list.length > 1).length,
        flaky: lists.filter((list) => new Set(list).size > 1).length,
      }
      const merged = outcomesOf(some)
      merged.merge(outcomesOf(others))
      expect(merged.counts()).toEqual(expected)
      expect(outcomesOf([...others, ...some]).counts()).toEqual(expected)
    }),
    { seed: 5 },
  )
})
