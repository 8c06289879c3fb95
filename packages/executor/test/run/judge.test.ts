import type { AssertionPorts } from '@autoopt/collector'
import { expect, test } from 'vitest'
import { ExecutorService } from '../../src/run/executor-service.ts'
import { join } from 'node:path'
import { collect } from '../support/collect.ts'
import { planRuns } from '../support/plan-runs.ts'
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
  const events = await collect(service.executeTestPlan(runs))
  const results = events.flatMap((event) => (event.type === 'case-finished' ? [event.result] : []))

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

test('a case that compares variants ends a run of one, and says what it needs', async () => {
  const folder = await temporaryFolder()
  const cases = [{ case_id: 'a', assertions: [{ type: 'select-best', value: 'is better' }] }] as never
  const service = new ExecutorService({ runs: join(folder, 'runs'), target: stubTarget(), ports: await contentJudge() })

  await expect(collect(service.executeTestPlan(await planRuns({ folder, cases })))).rejects.toThrow(/several variants/u)
})
