import { promptVariantSchema, type PromptVariant } from '@autoopt/config'
import { describe, expect, it } from 'vitest'
import { findPart } from '../../src/confirm/find-part.ts'
import { simplify, type SimplifyOptions } from '../../src/confirm/simplify.ts'
import { ObservationStore } from '../../src/race/observation-store.ts'
import { type Edit, editSchema } from '../../src/search/edit.ts'
import { makeCases, simulatedEvaluate, type SimulatedRun } from '../race/simulated-evaluate.ts'

const makeEdit = (text: string): Edit =>
  editSchema.parse({ op: 'add', component: 'c', text, hypothesis: 'missing_rule', rationale: 'because', evidence: [] })

const edits = ['good', 'idle and long', 'harmful'].map(makeEdit)

/** A variant is named by the texts of its edits. */
const build = (list: readonly Edit[]): PromptVariant =>
  promptVariantSchema.parse({ variant_id: list.length === 0 ? 'baseline' : list.map(({ text }) => text).join('+') })

const has = ({ variantId }: SimulatedRun, text: string): boolean => variantId.split('+').includes(text)

const optionsFor = (
  decide: (run: SimulatedRun) => number,
  list: readonly Edit[],
): SimplifyOptions & { readonly paid: readonly unknown[] } => {
  const { evaluate, paid } = simulatedEvaluate(decide)
  return {
    edits: list,
    build,
    baseline: build([]),
    winner: build(list),
    cases: makeCases(30, (index) => ({ must_pass: index === 4 })),
    evaluate,
    store: new ObservationStore(),
    seed: 1,
    repeats: [0, 1],
    maxRuns: 1000,
    paid,
  }
}

const scoreOf = (run: SimulatedRun): number => {
  const noise = (run.draw - 0.5) * 0.05
  return Math.min(0.99, 0.5 + (has(run, 'good') ? 0.2 : 0) - (has(run, 'harmful') ? 0.1 : 0) + noise)
}

const textsOf = (list: readonly Edit[] | undefined): (string | undefined)[] | undefined => list?.map(({ text }) => text)

describe('simplify', () => {
  it('drops edits that do nothing or do harm, and keeps those that help', async () => {
    const options = optionsFor(scoreOf, edits)
    const simple = await simplify(options)
    expect(textsOf(simple.edits)).toEqual(['good'])
    expect(textsOf(simple.dropped)).toEqual(['idle and long', 'harmful'])
    expect(simple.variant.variant_id).toBe('good')
    expect(options.paid).toHaveLength(simple.runs)
  })

  it('never drops the last edit', async () => {
    const idle = [makeEdit('idle'), makeEdit('idle too')]
    const simple = await simplify(optionsFor(() => 0.5, idle))
    expect(simple.edits).toHaveLength(1)
  })

  it('keeps an edit that a case which must pass depends on', async () => {
    const decide = (run: SimulatedRun): number => (run.testCase.must_pass ? Number(has(run, 'idle and long')) : 0.5)
    const simple = await simplify(optionsFor(decide, edits))
    expect(textsOf(simple.edits)).toContain('idle and long')
  })

  it('begins nothing that its budget might not pay for', async () => {
    const options = optionsFor(scoreOf, edits)
    const simple = await simplify({ ...options, maxRuns: 100 })
    expect(simple.runs).toBe(0)
    expect(simple.edits).toEqual(edits)
    const partly = optionsFor(scoreOf, edits)
    expect((await simplify({ ...partly, maxRuns: 130 })).runs).toBeLessThanOrEqual(130)
  })

  it('keeps edits that make no sense without each other', async () => {
    const options = optionsFor(() => 0.5, edits)
    const simple = await simplify({ ...options, build: (list) => (list.length < 3 ? undefined : build(list)) })
    expect(simple.edits).toEqual(edits)
  })
})

describe('findPart', () => {
  const breaking = (run: SimulatedRun): number => {
    if (run.testCase.must_pass) return Number(!has(run, 'harmful'))
    return scoreOf(run)
  }

  it('finds the part of a change that helps and does no harm', async () => {
    const options = optionsFor(breaking, edits)
    const { part, runs } = await findPart({ ...options, troubled: ['case_4'] })
    expect(textsOf(part?.edits)).toEqual(['good', 'idle and long'])
    expect(textsOf(part?.dropped)).toEqual(['harmful'])
    expect(options.paid).toHaveLength(runs)
  })

  it('tries single edits when no single one is at fault', async () => {
    const list = ['good', 'harmful', 'harmful too'].map(makeEdit)
    const decide = (run: SimulatedRun): number => {
      if (run.testCase.must_pass) return Number(!has(run, 'harmful') && !has(run, 'harmful too'))
      return scoreOf(run)
    }
    const { part } = await findPart({ ...optionsFor(decide, list), troubled: ['case_4'] })
    expect(textsOf(part?.edits)).toEqual(['good'])
  })

  it('finds nothing where every part does harm or nothing, and pays for the rest of no hopeless part', async () => {
    const list = ['harmful', 'idle'].map(makeEdit)
    const options = optionsFor((run) => (run.testCase.must_pass ? Number(run.variantId === 'baseline') : 0.5), list)
    const { part } = await findPart({ ...options, troubled: ['case_4'] })
    expect(part).toBeUndefined()
    expect(options.paid).toHaveLength(2 + 2 * 2)
  })

  it('keeps to its budget', async () => {
    const options = optionsFor(breaking, edits)
    const { part, runs } = await findPart({ ...options, troubled: ['case_4'], maxRuns: 100 })
    expect(part).toBeUndefined()
    expect(runs).toBe(0)
  })
})
