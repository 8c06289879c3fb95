import { InfrastructureError, type TestResult } from '@autoopt/collector'
import { promptVariantSchema, testCaseSchema } from '@autoopt/config'
import { expect, test } from 'vitest'
import { TargetEvaluator } from '../../src/evaluate/target-evaluator.ts'
import { judgeByAssertions } from '../../src/run/judge.ts'
import { LocalTarget } from '../../src/target/local-target.ts'
import type { WorkflowTarget } from '../../src/target/workflow-target.ts'
import { collect } from '../support/collect.ts'
import { planRuns } from '../support/plan-runs.ts'
import { scriptedModel } from '../support/scripted-model.ts'
import { stubTarget } from '../support/stub-target.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const variantOf = (id: string) => promptVariantSchema.parse({ variant_id: id, nodes: [] })

async function open(target: WorkflowTarget): Promise<TargetEvaluator> {
  const [baseline] = await planRuns({ folder: await temporaryFolder() })
  if (baseline === undefined) throw new Error('the plan has a baseline')
  return new TargetEvaluator({ target, baseline, judge: judgeByAssertions({}) })
}

const cases = ['a', 'b'].map((case_id) => testCaseSchema.parse({ case_id, inputs: {} }))

async function evaluate(
  evaluator: TargetEvaluator,
  options: { readonly id?: string; readonly repeats?: readonly number[]; readonly signal?: AbortSignal } = {},
): Promise<TestResult[]> {
  const { id = 'baseline', repeats = [0], signal } = options
  const given = { repeats, keepTraces: false, ...(signal === undefined ? {} : { signal }) }
  return collect(evaluator.evaluate(variantOf(id), cases, given))
}

test('there is a result for each case and each repeat that is asked for, and for no other', async () => {
  await using evaluator = await open(stubTarget())
  const results = await evaluate(evaluator, { id: 'new', repeats: [3, 5] })
  const places = results.map(({ variant_id, case_id, repeat }) => `${variant_id} ${case_id} ${repeat}`)
  expect(places.toSorted()).toEqual(['new a 3', 'new a 5', 'new b 3', 'new b 5'])
})

test('each repeat asks models of its own', async () => {
  const asked: number[] = []
  const modelsOf = ({ repeat }: { readonly repeat: number }) => scriptedModel(() => (asked.push(repeat), 'yes'))
  await using target = new LocalTarget({ modelsOf })
  await using evaluator = await open(target)
  await evaluate(evaluator, { repeats: [0, 7] })
  expect(asked.toSorted((one, other) => one - other)).toEqual([0, 0, 7, 7])
})

test('what a spent budget leaves over comes as unfinished, each once', async () => {
  const spent = new InfrastructureError('The budget is spent', { class: 'budget' })
  let calls = 0
  const answer = (): never | object => {
    calls += 1
    if (calls > 1) throw spent
    return {}
  }
  await using evaluator = await open(stubTarget(answer))
  const results = await evaluate(evaluator, { repeats: [0, 1, 2] })
  expect(new Set(results.map(({ case_id, repeat }) => `${case_id} ${repeat}`)).size).toBe(6)
  const lost = results.filter(({ status }) => status === 'infra_error')
  expect(lost).toHaveLength(5)
  expect(new Set(lost.map(({ error }) => error?.class))).toEqual(new Set(['budget']))
})

test('an abort leaves nothing without a result', async () => {
  const controller = new AbortController()
  controller.abort()
  await using evaluator = await open(stubTarget())
  const results = await evaluate(evaluator, { signal: controller.signal })
  expect(results.map(({ error }) => error?.class)).toEqual(['cancelled', 'cancelled'])
})

test('of the variants that were tried only the latest few stay on the target', async () => {
  const onTarget = new Set<string>()
  let most = 0
  const target: WorkflowTarget = {
    ...stubTarget(),
    async prepare(variant, options) {
      onTarget.add(variant.id)
      most = Math.max(most, onTarget.size)
      const deployment = await stubTarget().prepare(variant, options)
      return { ...deployment, [Symbol.asyncDispose]: async () => void onTarget.delete(variant.id) }
    },
  }
  {
    await using evaluator = await open(target)
    for (let index = 0; index < 30; index += 1) await evaluate(evaluator, { id: `v${index}` })
    expect(most).toBeLessThan(12)
    expect(onTarget.has('v29')).toBe(true)
  }
  expect(onTarget.size).toBe(0)
})

test('a case that compares variants is refused', async () => {
  await using evaluator = await open(stubTarget())
  const comparing = testCaseSchema.parse({
    case_id: 'c',
    assertions: [{ type: 'select-best', value: 'the kinder one' }],
  })
  const all = collect(evaluator.evaluate(variantOf('x'), [comparing], { repeats: [0], keepTraces: false }))
  await expect(all).rejects.toThrow('Case "c" compares variants')
})
