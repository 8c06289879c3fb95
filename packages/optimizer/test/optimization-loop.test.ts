import { parseDsl } from '@autoopt/dsl'
import { InMemoryStorage } from '@autoopt/storage-core'
import { expect, test } from 'vitest'
import { OptimizationLoop, type OptimizationLoopOptions } from '../src/optimization-loop.ts'
import { toyWorld } from './campaign/toy-world.ts'

/** The toy app as a file with one prompt, which is called `toy_app_pre_prompt`. */
const document = parseDsl(
  `app: {name: Replies, mode: completion}
model_config:
  pre_prompt: |
    Reply to the letter.
    {{letter}}
  user_input_form: [{paragraph: {label: Letter, variable: letter, required: true}}]
`,
  { workflowId: 'toy' },
)

function loopOf(options: Partial<OptimizationLoopOptions> = {}, rates?: readonly [number, number]): OptimizationLoop {
  const { cases, evaluate, reflectionModel } = toyWorld({
    component: 'toy_app_pre_prompt',
    ...(rates === undefined ? {} : { rates }),
  })
  return new OptimizationLoop({ document, cases, evaluate, reflectionModel, ...options })
}

test('a closed loop returns both scores, the improvement, the patches and a verdict', async () => {
  const { baseline_score, variant_score, improvement, patches, verdict } = await loopOf().runClosedLoop()
  expect(verdict).toBe('deploy')
  expect(variant_score).toBeGreaterThan(baseline_score ?? 1)
  expect(improvement).toBeCloseTo((variant_score ?? 0) - (baseline_score ?? 0), 10)
  expect(patches).toEqual([
    { selector: { by_id: 'toy_app_pre_prompt' }, strategy: expect.objectContaining({ mode: 'replace' }) },
  ])
})

test('what was proven is kept with its parent, its reasons and a label, once', async () => {
  const storage = new InMemoryStorage()
  const { versions, campaign } = await loopOf({ storage, label: 'staging' }).runClosedLoop()
  expect(versions).toEqual([
    expect.objectContaining({
      prompt_id: 'toy_app_pre_prompt',
      parent_version: '1.0.0',
      metadata: expect.objectContaining({
        campaign_id: campaign.campaignId,
        verdict: 'deploy',
        hypotheses: ['missing_rule'],
        statistics: expect.objectContaining({ difference: campaign.improvement }),
      }),
    }),
  ])
  const [version] = versions
  expect(await storage.getLabel('toy_app_pre_prompt', 'staging')).toBe(version?.version)
  await loopOf({ storage, label: 'staging' }).runClosedLoop()
  expect(await storage.listVersions('toy_app_pre_prompt')).toHaveLength(2)
})

test('without a gain the variant is the baseline, and nothing is kept', async () => {
  const storage = new InMemoryStorage()
  const result = await loopOf({ storage }, [0.6, 0.6]).runClosedLoop()
  const kept = result.verdict === 'keep'
  expect(['keep', 'inconclusive']).toContain(result.verdict)
  expect(kept ? result.patches : []).toEqual([])
  expect(kept ? await storage.listVersions('toy_app_pre_prompt') : []).toEqual([])
})

test('the plan is known before anything is paid for', () => {
  const { cost, split } = loopOf({ budget: 'light' }).plan()
  expect(split).toMatchObject({ plan: 'pooled', cap: 'deploy' })
  const { runs, searchRuns, confirmRuns, holdoutRuns, simplifyRuns } = cost.budget
  expect(searchRuns + confirmRuns + holdoutRuns + simplifyRuns).toBe(runs)
  expect(runs).toBe(6 * split.selection.length)
})

test('a budget that can show nothing is refused with what could', () => {
  expect(() => loopOf({ limits: { runs: 20 } }).plan()).toThrow(
    expect.objectContaining({
      code: 'OPT-BUDGET-001',
      message: expect.stringMatching(/holds 20 runs.*\d+ are the least/),
    }),
  )
})
