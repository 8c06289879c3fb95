import { parseDsl } from '@autoopt/dsl'
import { InMemoryStorage } from '@autoopt/storage-core'
import { describe, expect, it } from 'vitest'
import { optimizeWorkflow } from '../src/optimize-workflow.ts'
import { type OptimizerServiceOptions, OptimizerService, type PromptOutcome } from '../src/optimizer-service.ts'

const messy = `Sort the letter into one of these categories: order, complaint, other.
Answer with the category only.
Answer with the category only.
It is important to note that you must not explain your decision.

\`\`\`json
{"category": "other"}`

const tidy = 'Sort the letter into one of these categories: order, complaint, other. Answer with the category only.'

const app = (...texts: string[]) =>
  parseDsl(
    JSON.stringify({
      app: { name: 'Letters', mode: 'workflow' },
      workflow: {
        graph: {
          nodes: [
            {
              id: 'start',
              data: { type: 'start', title: 'Start', variables: [{ variable: 'letter', type: 'paragraph' }] },
            },
            ...texts.map((text, index) => ({
              id: `sort${index}`,
              data: {
                type: 'llm',
                title: 'Sort',
                model: { mode: 'chat' },
                prompt_template: [
                  { role: 'system', text },
                  { role: 'user', text: '{{#start.letter#}}' },
                ],
              },
            })),
          ],
          edges: texts.map((_, index) => ({ source: 'start', target: `sort${index}` })),
        },
      },
    }),
    { workflowId: 'letters' },
  )

async function run(
  text: string,
  options: Partial<OptimizerServiceOptions> = {},
): Promise<{ outcome: PromptOutcome; storage: InMemoryStorage }> {
  const storage = new InMemoryStorage()
  const outcomes: PromptOutcome[] = []
  for await (const outcome of new OptimizerService({ storage, ...options }).optimize(app(text))) outcomes.push(outcome)
  const [outcome] = outcomes
  if (!outcome) throw new Error('the app has a prompt')
  return { outcome, storage }
}

describe('OptimizerService', () => {
  it('keeps both texts of a prompt that it improves, the later made from the earlier', async () => {
    const { outcome, storage } = await run(messy)
    expect(outcome.status).toBe('optimized')
    expect(outcome.rewritten?.overall_score).toBeGreaterThan(outcome.analysis.overall_score)
    const [first, second, ...more] = await storage.listVersions('letters_sort0_system')
    expect(more).toEqual([])
    expect(first).toMatchObject({ version: '1.0.0', parent_version: null, prompt: { text: messy } })
    expect(second).toMatchObject({
      version: outcome.version?.version,
      parent_version: '1.0.0',
      metadata: { strategy: 'auto' },
    })
    expect(second?.prompt.text).toBe(outcome.rewrite?.optimized_prompt)
    expect(outcome.patch).toEqual({
      selector: { by_id: 'letters_sort0_system' },
      strategy: { mode: 'replace', content: second?.prompt.text },
    })
  })

  it('numbers a version by how many points it gained', async () => {
    const { outcome } = await run(messy)
    expect(outcome.rewrite?.improvement_score).toBeGreaterThanOrEqual(15)
    expect(outcome.version?.version).toBe('2.0.0')
  })

  it('leaves a prompt alone that is good enough, and says by which figures', async () => {
    const { outcome } = await run(tidy, { optimization: { min_baseline_score: 20 } })
    expect(outcome).toMatchObject({ status: 'good_enough', patch: null, version: null })
    expect(outcome.reason).toContain('20')
  })

  it('proposes nothing that gains less than is needed', async () => {
    const { outcome, storage } = await run(messy, { optimization: { min_improvement: 100 } })
    expect(outcome).toMatchObject({ status: 'too_little_gain', patch: null, version: null })
    expect(outcome.rewrite).not.toBeNull()
    expect(await storage.listVersions('letters_sort0_system')).toHaveLength(1)
  })

  it('proposes nothing that is less sure than is needed', async () => {
    const { outcome } = await run(messy, { optimization: { min_confidence: 1 } })
    expect(outcome).toMatchObject({ status: 'too_unsure', patch: null })
  })

  it('says of a guarded rewrite that it must be evaluated, and leaves it out on request', async () => {
    expect((await run(messy)).outcome.rewrite?.needs_evaluation).toBe(true)
    const safe = (await run(messy, { safeOnly: true })).outcome.rewrite
    expect(safe?.needs_evaluation).toBe(false)
    expect(safe?.changes.map(({ kind }) => kind)).not.toContain('guarded')
  })

  it('takes the strategy that gains most', async () => {
    const alone = await Promise.all(
      (['efficiency_focus', 'structure_focus'] as const).map((strategy) =>
        run(messy, { optimization: { strategies: [strategy] } }),
      ),
    )
    const both = await run(messy, { optimization: { strategies: ['efficiency_focus', 'structure_focus'] } })
    const gains = alone.map(({ outcome }) => outcome.rewrite?.improvement_score ?? 0)
    expect(both.outcome.rewrite?.improvement_score).toBe(Math.max(...gains))
  })

  it('keeps no text twice and finds nothing to do in its own result', async () => {
    const storage = new InMemoryStorage()
    const service = new OptimizerService({ storage })
    const texts: string[] = []
    for await (const { strategy } of service.optimizeWorkflow(app(messy)))
      texts.push(strategy.mode === 'replace' ? strategy.content : '')
    for await (const _ of service.optimizeWorkflow(app(messy))) continue
    expect(await storage.listVersions('letters_sort0_system')).toHaveLength(2)
    for await (const patch of service.optimizeWorkflow(app(texts[0] ?? ''))) expect(patch).toBeUndefined()
    expect(await storage.listVersions('letters_sort0_system')).toHaveLength(2)
  })

  it('looks only at the prompts it is told to', async () => {
    const ids: string[] = []
    const service = new OptimizerService({ storage: new InMemoryStorage() })
    for await (const { prompt } of service.optimize(app(messy, messy), { promptIds: ['letters_sort1_user'] }))
      ids.push(prompt.id)
    expect(ids).toEqual(['letters_sort1_user'])
  })

  it('says how long each step took', async () => {
    const service = new OptimizerService({ storage: new InMemoryStorage() })
    for await (const _ of service.optimize(app(messy))) continue
    expect(Object.values(service.timings).every((milliseconds) => milliseconds > 0)).toBe(true)
  })
})

it('optimizeWorkflow gives a patch as soon as a prompt is done', async () => {
  const storage = new InMemoryStorage()
  const patches = optimizeWorkflow(app(messy, messy), { storage })
  const first = await patches.next()
  expect(first.value?.selector.by_id).toBe('letters_sort0_system')
  expect(await storage.listVersions('letters_sort1_system')).toEqual([])
})
