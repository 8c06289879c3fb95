import { describe, expect, test } from 'vitest'
import { componentsFromTexts } from '../src/components/components-from-texts.ts'
import { planCampaign } from '../src/campaign/plan-campaign.ts'
import { ImpactAssessor } from '../src/stages/impact-assessor.ts'
import { OpportunityAnalyzer } from '../src/stages/opportunity-analyzer.ts'
import { OptimizationPlanner } from '../src/stages/optimization-planner.ts'
import { makeCases, makeVariant, simulatedEvaluate } from './race/simulated-evaluate.ts'
import { toyWorld } from './campaign/toy-world.ts'

const components = componentsFromTexts({ sort: 'Sort the letter.\n\n{{letter}}', reply: 'Reply.\n\n{{letter}}' })
const cases = makeCases(10)

/** Half of the cases fail an expectation of `reply`; one in ten passes and fails by turns. */
async function baselineResults() {
  const { evaluate } = simulatedEvaluate(({ testCase, repeat }) => {
    const number = cases.indexOf(testCase)
    const passed = number >= 5 || (number === 4 && repeat === 1)
    const assertion = { index: 0, type: 'contains', subject: 'output', node: 'reply', weight: 1, gate: false } as const
    const node = { title: 'x', type: 'llm', status: 'succeeded', total_cost_usd: null, error: null }
    return {
      score: passed ? 1 : 0.5,
      assertions: [{ ...assertion, passed, score: passed ? 1 : 0.5, reason: 'The name is missing.' }],
      nodes: [
        { ...node, node_id: 'sort', elapsed_ms: 10, total_tokens: 30 },
        { ...node, node_id: 'reply', elapsed_ms: 90, total_tokens: 30 },
      ],
    }
  })
  const results = []
  for await (const result of evaluate(makeVariant('baseline'), cases, {
    repeats: [0, 1],
    keepTraces: false,
    purpose: 'baseline',
  }))
    results.push(result)
  return results
}

describe('OpportunityAnalyzer', () => {
  test('ranks what fails by what it costs, names the prompt to blame, and tells of slow steps and flaky cases', async () => {
    const found = new OpportunityAnalyzer().analyze({ components, cases, results: await baselineResults() })
    const [first] = found
    expect(first?.headroom).toBeCloseTo(0.225, 10)
    expect(found.find(({ kind }) => kind === 'prompt')).toMatchObject({ componentId: 'reply', nodeId: 'reply' })
    expect(found.find(({ kind }) => kind === 'failure')?.caseIds).toHaveLength(5)
    expect(found.find(({ kind }) => kind === 'flaky')?.caseIds).toEqual(['case_4'])
    expect(found.filter(({ kind }) => kind === 'latency')).toMatchObject([{ nodeId: 'reply' }])
    expect(found.filter(({ kind }) => kind === 'cost')).toEqual([])
    expect(found.map(({ headroom }) => headroom)).toEqual(
      found.map(({ headroom }) => headroom).toSorted((one, other) => other - one),
    )
  })
})

describe('ImpactAssessor', () => {
  test('a larger headroom takes fewer cases to prove, and more cases let a smaller gain be found', async () => {
    const opportunities = new OpportunityAnalyzer().analyze({ components, cases, results: await baselineResults() })
    const assess = (count: number) =>
      new ImpactAssessor().assess(opportunities, { cases: makeCases(count), components, repeats: 2 })
    const [large] = assess(40).impacts
    expect(large?.casesToProve).toBeGreaterThan(10)
    expect(assess(20).detectableGain).toBeGreaterThan(assess(80).detectableGain ?? 1)
    expect(assess(1000).impacts[0]?.isProvable).toBe(true)
    expect(assess(40).impacts.filter(({ opportunity }) => opportunity.kind === 'flaky')).toMatchObject([
      { casesToProve: null, isProvable: false },
    ])
  })
})

describe('OptimizationPlanner', () => {
  test('begins with the prompt that promises most', async () => {
    const opportunities = new OpportunityAnalyzer().analyze({ components, cases, results: await baselineResults() })
    const assessment = new ImpactAssessor().assess(opportunities, { cases, components, repeats: 2 })
    const { componentIds, reason } = new OptimizationPlanner().planSearch(assessment, components)
    expect(componentIds).toEqual(['reply', 'sort'])
    expect(reason).toMatch(/^reply promises most/)
  })

  test('tells the most that a campaign can cost only where prices are known, and never more than the cap', () => {
    const world = toyWorld()
    expect(planCampaign(world).cost.mostCostUsd).toBeNull()
    const priced = {
      ...world,
      runBounds: { calls: 2, costUsd: 0.002 },
      reflectionPrice: { inputUsd: 1, outputUsd: 4 },
    }
    const { mostCostUsd, calls, budget, reflectionCalls } = planCampaign(priced).cost
    expect(mostCostUsd).toBeGreaterThan(budget.runs * 0.002)
    expect(calls).toBe(2 * budget.runs + reflectionCalls)
    expect(planCampaign({ ...priced, limits: { costUsd: 0.5 } }).cost.mostCostUsd).toBeLessThanOrEqual(0.5)
  })

  test('a cap without the price that it needs is refused', () => {
    expect(() => planCampaign({ ...toyWorld(), limits: { costUsd: 1 } })).toThrow(
      expect.objectContaining({ code: 'OPT-BUDGET-003', message: expect.stringContaining('give the prices') }),
    )
  })
})
