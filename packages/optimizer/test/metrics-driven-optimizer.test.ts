import { parseDsl } from '@autoopt/dsl'
import { InMemoryStorage } from '@autoopt/storage-core'
import { expect, test } from 'vitest'
import { MetricsDrivenOptimizer } from '../src/metrics-driven-optimizer.ts'
import { OptimizerService } from '../src/optimizer-service.ts'
import { makeCases, makeVariant, simulatedEvaluate } from './race/simulated-evaluate.ts'

const messy = (title: string) =>
  `Please sort this for the ${title}.\nAnswer with the category only.\nAnswer with the category only.\n- one\n* two\n\n\n\n{{#start.text#}}`
const node = (id: string) =>
  JSON.stringify({
    id,
    data: {
      type: 'llm',
      title: id,
      model: { provider: 'openai', name: 'any', mode: 'chat', completion_params: {} },
      prompt_template: [{ role: 'system', text: messy(id) }],
    },
  })
const document = parseDsl(
  `app: {name: Two, mode: workflow}
workflow:
  graph:
    nodes:
      - {id: start, data: {type: start, title: Start, variables: [{variable: text, type: paragraph, label: Text}]}}
      - ${node('first')}
      - ${node('second')}
      - {id: end, data: {type: end, title: End, outputs: [{variable: text, value_selector: [second, text]}]}}
    edges:
      - {id: a, source: start, target: first}
      - {id: b, source: first, target: second}
      - {id: c, source: second, target: end}
`,
  { workflowId: 'two' },
)
const cases = makeCases(4)

async function patched(score: number, nodeId?: string): Promise<(string | undefined)[]> {
  const assertion = { index: 0, type: 'equals', subject: 'output', score: 0, weight: 1, gate: false } as const
  const { evaluate } = simulatedEvaluate(() => ({
    score,
    assertions: [
      { ...assertion, passed: score === 1, reason: 'It differs.', ...(nodeId === undefined ? {} : { node: nodeId }) },
    ],
  }))
  const results = []
  const options = { repeats: [0], keepTraces: false, purpose: 'baseline' } as const
  for await (const result of evaluate(makeVariant('baseline'), cases, options)) results.push(result)
  const service = new OptimizerService({
    storage: new InMemoryStorage(),
    optimization: { min_baseline_score: 100, min_improvement: 0, min_confidence: 0 },
  })
  const patches = await new MetricsDrivenOptimizer(service).optimizeBasedOnResults(document, results, { cases })
  return patches.map(({ selector }) => selector.by_id)
}

test('only the prompt of the node whose expectations fail is rewritten', async () => {
  expect(await patched(0.2, 'second')).toEqual(['two_second_system'])
})

test('where nothing tells prompts apart, all are rewritten', async () => {
  expect(await patched(0.2)).toEqual(['two_first_system', 'two_second_system'])
})

test('when everything passes, nothing is rewritten', async () => {
  expect(await patched(1)).toEqual([])
})
