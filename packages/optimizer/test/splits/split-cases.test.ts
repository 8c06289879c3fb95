import type { TestCase } from '@autoopt/config'
import { testCaseSchema } from '@autoopt/config'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { balancedSalt } from '../../src/splits/balanced-salt.ts'
import { type CaseSplit, splitCases } from '../../src/splits/split-cases.ts'

const makeCases = (count: number, extra: (index: number) => Partial<TestCase> = () => ({})): TestCase[] =>
  Array.from({ length: count }, (_, index) =>
    testCaseSchema.parse({ case_id: `case_${index}`, inputs: { question: `What is item ${index}?` }, ...extra(index) }),
  )

const partOf = (split: CaseSplit, testCase: TestCase): string => {
  if (split.holdout.includes(testCase) || split.leftOut.includes(testCase)) return 'holdout'
  if (split.folds.length > 0) return `fold ${split.folds.findIndex((fold) => fold.includes(testCase))}`
  return split.train.includes(testCase) ? 'train' : 'selection'
}

const anyCase = (id: string): fc.Arbitrary<TestCase> =>
  fc
    .record({
      inputs: fc.record({ question: fc.constantFrom('Wo?', 'wo', 'Was ist das?', '请问', '1+1', '1+2', id) }),
      group: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined, freq: 3 }),
      must_pass: fc.boolean(),
    })
    .map((fields) => testCaseSchema.parse({ case_id: id, ...fields }))

const anyCases = (prefix: string, from: number, to: number): fc.Arbitrary<TestCase[]> =>
  fc
    .integer({ min: from, max: to })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => anyCase(`${prefix}${index}`))))

describe('splitCases', () => {
  it.each([
    { plan: 'three_way', from: 60, to: 70, room: 30 },
    { plan: 'pooled', from: 24, to: 40, room: 15 },
    { plan: 'cross_fit', from: 8, to: 14, room: 8 },
  ])('never moves a case of a $plan split when cases are added anywhere', ({ plan, from, to, room }) => {
    fc.assert(
      fc.property(
        anyCases('old', from, to),
        anyCases('new', 1, room),
        fc.string(),
        fc.nat(),
        (old, added, salt, seed) => {
          const before = splitCases(old, { salt })
          const position = seed % (old.length + 1)
          const after = splitCases([...old.slice(0, position), ...added, ...old.slice(position)], { salt })
          expect(before.plan).toBe(plan)
          expect(after.plan).toBe(plan)
          for (const testCase of old) expect(partOf(after, testCase)).toBe(partOf(before, testCase))
        },
      ),
      { seed: 11, numRuns: 100 },
    )
  })

  it('keeps groups and copies out of the holdout when one of them is elsewhere, and deals out every case once', () => {
    fc.assert(
      fc.property(anyCases('case', 24, 80), fc.string(), (cases, salt) => {
        const split = splitCases(cases, { salt })
        const known = new Set([...split.train, ...split.selection])
        const groups = new Set([...known].map((testCase) => testCase.group).filter((group) => group !== undefined))
        for (const testCase of split.holdout) {
          expect(known.has(testCase)).toBe(false)
          expect(testCase.must_pass).toBe(false)
          expect(groups.has(testCase.group as string)).toBe(false)
        }
        expect(new Set([...known, ...split.holdout, ...split.leftOut]).size).toBe(cases.length)
      }),
      { seed: 12, numRuns: 200 },
    )
  })

  it('keeps whole groups in one fold of a cross-fit', () => {
    const cases = makeCases(20, (index) => ({ group: `source ${index % 5}` }))
    const { folds } = splitCases(cases, { salt: 'salt' })
    const groupsOf = (fold: readonly TestCase[] = []): Set<string | undefined> =>
      new Set(fold.map(({ group }) => group))
    expect([...groupsOf(folds[0])].filter((group) => groupsOf(folds[1]).has(group))).toEqual([])
    expect((folds[0]?.length ?? 0) + (folds[1]?.length ?? 0)).toBe(20)
  })

  it('keeps copies together that differ in case, blanks, width and punctuation', () => {
    const copies = ['Where is my parcel?', 'where  is my parcel', 'ＷＨＥＲＥ is my parcel！', 'Where is my parcel??']
    for (let salt = 0; salt < 40; salt += 1) {
      const cases = [
        ...makeCases(60),
        ...copies.map((question, index) => testCaseSchema.parse({ case_id: `copy_${index}`, inputs: { question } })),
      ]
      const split = splitCases(cases, { salt: String(salt) })
      expect(new Set(cases.slice(60).map((testCase) => partOf(split, testCase))).size).toBe(1)
    }
  })

  it('chooses the plan and the strongest verdict by the number of cases, and says why', () => {
    const planOf = (count: number): unknown => {
      const { plan, cap } = splitCases(makeCases(count), { salt: 'salt' })
      return [plan, cap]
    }
    expect(planOf(60)).toEqual(['three_way', 'deploy'])
    expect(planOf(59)).toEqual(['pooled', 'deploy'])
    expect(planOf(24)).toEqual(['pooled', 'deploy'])
    expect(planOf(23)).toEqual(['cross_fit', 'canary'])
    expect(planOf(8)).toEqual(['cross_fit', 'canary'])
    expect(planOf(7)).toEqual(['too_few', 'inconclusive'])
    expect(splitCases(makeCases(7), { salt: 'salt' }).reason).toContain(
      'nothing is deployed automatically below 8 cases',
    )
  })

  it('pools train and selection below 60 cases', () => {
    const split = splitCases(makeCases(40), { salt: 'salt' })
    expect(split.selection).toBe(split.train)
    expect(split.train.length + split.holdout.length).toBe(40)
  })

  it('holds out no case that an earlier campaign has read', () => {
    const cases = makeCases(60)
    const first = splitCases(cases, { salt: 'salt' })
    const read = new Set(first.holdout.slice(0, 3).map((testCase) => testCase.case_id))
    const again = splitCases(cases, { salt: 'salt', read })
    expect(again.holdout).toEqual(first.holdout.slice(3))
  })
})

describe('balancedSalt', () => {
  it('gives each part its share of every label and tag', () => {
    const cases = makeCases(100, (index) => ({
      tags: [index % 10 === 0 ? 'rare' : 'usual'],
      expected_outputs: { label: ['billing', 'shipping', 'other', 'spam'][index % 4] as string },
    }))
    const split = splitCases(cases, { salt: balancedSalt(cases, 7) })
    const count = (part: readonly TestCase[], label: string): number =>
      part.filter((testCase) => testCase.expected_outputs?.['label'] === label || testCase.tags.includes(label)).length
    for (const label of ['billing', 'shipping', 'other', 'spam']) {
      expect(Math.abs(count(split.train, label) - 12.5)).toBeLessThanOrEqual(3.5)
      expect(Math.abs(count(split.selection, label) - 7.5)).toBeLessThanOrEqual(3.5)
      expect(Math.abs(count(split.holdout, label) - 5)).toBeLessThanOrEqual(3)
    }
    expect(count(split.holdout, 'rare')).toBeGreaterThan(0)
  })

  it('is the same salt for the same cases and seed', () => {
    expect(balancedSalt(makeCases(30), 1)).toBe(balancedSalt(makeCases(30), 1))
  })

  it('splits small sets into halves of nearly equal size', () => {
    const cases = makeCases(9)
    const { folds } = splitCases(cases, { salt: balancedSalt(cases, 3) })
    expect(folds.map((fold) => fold.length).toSorted((one, other) => one - other)).toEqual([4, 5])
  })
})
