import { createRandom } from '@autoopt/collector'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CholeskyFactor } from '../../src/campaign/search/cholesky-factor.ts'
import { fitEffects } from '../../src/campaign/search/effect-model.ts'
import { RuleReader } from '../../src/campaign/search/rule-features.ts'
import { readStrategies } from '../../src/campaign/search/search-strategies.ts'
import { ruleCost, seedCredit, worthOf } from '../../src/campaign/search/worth-of.ts'
import { componentsFromTexts } from '../../src/components/components-from-texts.ts'
import { createCandidate } from '../../src/search/candidate.ts'

describe('CholeskyFactor', () => {
  test('solves what it was made of', () => {
    const entries = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 16, maxLength: 16 })
    const right = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(entries, right, (values, wanted) => {
        // B·Bᵀ + I is symmetric and positive definite, whatever B is.
        const at = (row: number, column: number) => values[4 * row + column] ?? 0
        const cell = (row: number, column: number) =>
          [0, 1, 2, 3].reduce((sum, index) => sum + at(row, index) * at(column, index), row === column ? 1 : 0)
        const matrix = [0, 1, 2, 3].map((row) => Float64Array.from([0, 1, 2, 3], (column) => cell(row, column)))
        const copy = matrix.map((row) => Float64Array.from(row))
        const solution = new CholeskyFactor(matrix).solve(Float64Array.from(wanted))
        for (const [row, cells] of copy.entries()) {
          const product = cells.reduce((sum, value, column) => sum + value * (solution[column] ?? 0), 0)
          expect(product).toBeCloseTo(wanted[row] ?? 0, 8)
        }
      }),
    )
  })
})

describe('fitEffects', () => {
  const features = new Map([
    ['seed', []],
    ['good', ['help']],
    ['bad', ['harm']],
    ['both', ['help', 'harm']],
  ])
  const runs = (repeats: number) => {
    const random = createRandom('runs')
    return Array.from(features).flatMap(([candidateId, keys]) =>
      Array.from({ length: repeats }, (_, index) => {
        const effect = keys.reduce((sum, key) => sum + (key === 'help' ? 0.2 : -0.2), 0)
        const score = 0.3 + 0.4 * ((index % 5) / 4) + effect + 0.1 * (random.next() - 0.5)
        return { candidateId, caseId: `case ${index % 5}`, score }
      }),
    )
  }

  test('tells what helps from what harms, also where they stand together', () => {
    const effects = fitEffects(runs(50), { features, seedId: 'seed' })
    expect(effects.effect('help')).toBeGreaterThan(0.08)
    expect(effects.effect('harm')).toBeLessThan(-0.08)
    expect(effects.gain('good')).toBeGreaterThan(effects.gain('both'))
    expect(effects.gain('both')).toBeGreaterThan(effects.gain('bad'))
    expect(effects.gain('seed')).toBe(0)
  })

  test('believes little of few runs, and draws from what it believes', () => {
    const few = fitEffects(runs(1), { features, seedId: 'seed' })
    const many = fitEffects(runs(50), { features, seedId: 'seed' })
    const spread = (model: typeof few) => {
      const random = createRandom('draws')
      const drawn = Array.from({ length: 200 }, () => model.draw(random)('help'))
      return Math.max(...drawn) - Math.min(...drawn)
    }
    expect(Math.abs(few.effect('help'))).toBeLessThan(Math.abs(many.effect('help')))
    expect(spread(few)).toBeGreaterThan(spread(many))
  })
})

describe('RuleReader', () => {
  const components = componentsFromTexts({
    main: 'You sort letters.\nAnswer A or B.\nBe brief.\n\n{{letter}}',
  })
  const reader = new RuleReader(components)

  test('describes a wording by the rules that it has more and less than the seed', () => {
    const features = reader.features({ main: 'You sort letters.\nAnswer A or B.\nBe kind.\n\n{{letter}}' })
    expect(features.map(({ kind, text }) => [kind, text])).toEqual([
      ['added', 'Be kind.'],
      ['removed', 'Be brief.'],
    ])
    expect(reader.features({ main: components[0]?.text ?? '' })).toEqual([])
  })

  test('offers to take out rules without placeholders only', () => {
    const removable = reader.removable({ main: components[0]?.text ?? '' })
    expect(removable.map(({ text }) => text)).toEqual(['You sort letters.', 'Answer A or B.', 'Be brief.'])
  })
})

describe('worthOf', () => {
  const components = componentsFromTexts({ main: 'You sort letters.\nAnswer A or B.\nBe brief.\n\n{{letter}}' })
  const search = { rules: new RuleReader(components) }
  const effects = { effect: () => 0, gain: () => 0.1, draw: () => () => 0 }
  const worth = (lines: string) => {
    const candidate = createCandidate({ texts: { main: `${lines}\n\n{{letter}}` }, origin: 'human' })
    return 0.1 - worthOf(search, candidate, effects)
  }

  test('takes off what added rules cost, and what rules of the seed are credited with that nothing stands in for', () => {
    expect(worth('You sort letters.\nAnswer A or B.\nBe brief.')).toBeCloseTo(0, 12)
    expect(worth('You sort letters.\nAnswer A or B.\nBe brief.\nBe kind.')).toBeCloseTo(ruleCost, 12)
    expect(worth('You sort letters.\nAnswer A or B.\nBe kind.')).toBeCloseTo(ruleCost, 12)
    expect(worth('You sort letters.\nAnswer A or B.')).toBeCloseTo(seedCredit, 12)
  })
})

describe('readStrategies', () => {
  test('with a model reflection is the default, without one the rules are', () => {
    expect(readStrategies(undefined, { hasModel: true })).toEqual({ rules: [], models: [], isReflective: true })
    expect(readStrategies(undefined, { hasModel: false })).toEqual({ rules: ['auto'], models: [], isReflective: false })
  })

  test('hybrid is everything', () => {
    expect(readStrategies(['hybrid'], { hasModel: true })).toEqual({
      rules: ['auto'],
      models: ['llm_guided', 'llm_clarity', 'llm_efficiency'],
      isReflective: true,
    })
  })

  test('what needs a model is refused without one, never replaced in silence', () => {
    expect(() => readStrategies(['auto', 'llm_clarity'], { hasModel: false })).toThrow(
      expect.objectContaining({ code: 'OPT-STRATEGY-001', message: expect.stringContaining('llm_clarity') }),
    )
  })
})
