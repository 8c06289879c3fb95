import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AssertionPorts, TestResult } from '@autoopt/collector'
import { expect, test } from 'vitest'
import { ExecutorService } from '../../src/run/executor-service.ts'
import type { RunProgress } from '../../src/run/run-progress.ts'
import { collect } from '../support/collect.ts'
import { manyCases, planRuns } from '../support/plan-runs.ts'
import { scriptedModel } from '../support/scripted-model.ts'
import { stubTarget } from '../support/stub-target.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const settings = { provider: '', name: '', mode: 'chat', completion_params: {}, node_id: '', node_type: '' } as const

/** A judge that finds everything as good as everything else, and good. */
async function contentJudge(): Promise<AssertionPorts> {
  const { model } = await scriptedModel(({ prompt }) => {
    seen.push(JSON.stringify(prompt))
    return '{"reason": "it is so", "winner": "tie", "pass": true, "score": 1}'
  })(settings)
  return { judge: () => model }
}
const seen: string[] = []

function resultsOf(events: readonly RunProgress[]): TestResult[] {
  return events.flatMap((event) => (event.type === 'case-finished' ? [event.result] : []))
}

test('a case that compares variants runs on all of them, and each has a result of its own', async () => {
  const folder = await temporaryFolder()
  const cases = [
    {
      case_id: 'a',
      assertions: [
        { type: 'select-best', value: 'is better' },
        { type: 'contains', value: 'says' },
      ],
    },
    { case_id: 'b' },
  ] as never
  const runs = await planRuns({ folder, cases, prompts: ['Short.'], execution: { max_concurrency: 1 } })
  const target = stubTarget((_, { id }) => ({ outputs: { text: `${id} says` } }))
  const service = new ExecutorService({ runs: join(folder, 'runs'), target, ports: await contentJudge() })
  const results = resultsOf(await collect(service.executeTestPlan(runs)))

  expect(results.map(({ case_id, variant_id }) => `${case_id} ${variant_id}`)).toEqual(
    expect.arrayContaining(['a baseline', 'a v1', 'b baseline', 'b v1']),
  )
  const compared = results.filter(({ case_id }) => case_id === 'a')
  expect(
    compared.map(({ assertions }) =>
      assertions.map(({ type }) => type).toSorted((one, other) => (one < other ? -1 : 1)),
    ),
  ).toEqual([
    ['contains', 'select-best'],
    ['contains', 'select-best'],
  ])
  expect(seen.every((text) => text.includes('baseline says') && text.includes('v1 says'))).toBe(true)
  expect(seen.length).toBeGreaterThan(0)
})

test('turns that compare variants are compared as cases are', async () => {
  const folder = await temporaryFolder()
  const turns = [{ query: 'hello', assertions: [{ type: 'select-best', value: 'is better' }] }]
  const runs = await planRuns({ folder, cases: [{ case_id: 'talk', turns }] as never, prompts: ['Short.'] })
  const target = stubTarget(() => ({ conversation_id: 'abc', answer: 'hello to you', outputs: { answer: 'hello' } }))
  const service = new ExecutorService({ runs: join(folder, 'runs'), target, ports: await contentJudge() })
  const results = resultsOf(await collect(service.executeTestPlan(runs)))

  expect(results.map(({ variant_id, status }) => [variant_id, status])).toEqual([
    ['baseline', 'passed'],
    ['v1', 'passed'],
  ])
  expect(results.map(({ assertions }) => assertions.map(({ type, turn }) => [type, turn]))).toEqual([
    [['select-best', 0]],
    [['select-best', 0]],
  ])
})

test('a case that cannot be checked is lost once, says why, and the others go on', async () => {
  const folder = await temporaryFolder()
  const asked: string[] = []
  const cases = [{ case_id: 'a', assertions: [{ type: 'select-best', value: 'is better' }] }, { case_id: 'b' }] as never
  const target = stubTarget(({ caseId }) => {
    asked.push(caseId)
    return {}
  })
  const runs = await planRuns({ folder, cases, execution: { retry: { max_attempts: 3, initial_delay_ms: 1 } } })
  const service = new ExecutorService({ runs: join(folder, 'runs'), target, ports: await contentJudge() })
  const results = resultsOf(await collect(service.executeTestPlan(runs)))

  expect(results.map(({ case_id, status }) => [case_id, status])).toEqual(
    expect.arrayContaining([
      ['a', 'infra_error'],
      ['b', 'passed'],
    ]),
  )
  const lost = results.find(({ case_id }) => case_id === 'a')
  expect(lost).toMatchObject({ score: null, attempts: 1, error: { class: 'judge' }, total_tokens: 15 })
  expect(lost?.error?.message).toMatch(/cannot be checked.*several variants/u)
  expect(asked.toSorted((one, other) => (one < other ? -1 : 1))).toEqual(['a', 'b'])
})

const needy = [
  { needs: 'a sandbox', assertion: { type: 'javascript', value: 'true' } },
  { needs: 'a model that judges', assertion: { type: 'not-llm-rubric', value: 'is kind' } },
  { needs: 'an embedding model', assertion: { type: 'similar', value: 'hello' } },
]

test.each(needy)(
  'a run whose last case needs $needs that is not there does not begin',
  async ({ needs, assertion }) => {
    const folder = await temporaryFolder()
    const last = { case_id: 'last', turns: [{ query: 'hello', assertions: [assertion] }] }
    const runs = await planRuns({ folder, cases: [...manyCases(20), last] as never, prompts: ['Short.'] })
    const asked: string[] = []
    const target = stubTarget(({ caseId }) => {
      asked.push(caseId)
      return {}
    })
    const service = new ExecutorService({ runs: join(folder, 'runs'), target })

    await expect(collect(service.executeTestPlan(runs))).rejects.toMatchObject({
      code: 'COLLECT-PORT-001',
      message: expect.stringContaining(needs) as string,
    })
    expect(asked).toEqual([])
    expect(existsSync(join(folder, 'runs'))).toBe(false)
  },
)

test('a run that names a judge that is not there does not begin', async () => {
  const folder = await temporaryFolder()
  const assertions = ['known', 'unknown'].map((model) => ({ type: 'llm-rubric', value: 'is kind', model }))
  const runs = await planRuns({ folder, cases: [{ case_id: 'a', assertions }] as never })
  const { judge } = await contentJudge()
  const ports: AssertionPorts = {
    judge: (name) => {
      if (name !== 'known' || judge === undefined) throw new Error(`there is no model ${name}`)
      return judge(name)
    },
  }
  const service = new ExecutorService({ runs: join(folder, 'runs'), target: stubTarget(), ports })

  await expect(collect(service.executeTestPlan(runs))).rejects.toThrow('there is no model unknown')
  expect(existsSync(join(folder, 'runs'))).toBe(false)
})
