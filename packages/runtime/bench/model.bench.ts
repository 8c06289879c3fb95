/**
 * What a run of five nodes with one model call costs beyond the call, and how well many of them overlap. The model answers within this
 * process, in pieces, so that nothing but the runtime is measured.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { benchmark, machineFacts } from '@autoopt/bench'
import { createRuntime } from '@autoopt/runtime'

const waitMs = 50

const usage = {
  inputTokens: { total: 300, noCache: 300, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 20, text: 20, reasoning: 0 },
}
const words = Array.from({ length: 20 }, (_, index) => `word${index} `)
const answer: readonly LanguageModelV4StreamPart[] = [
  { type: 'text-start', id: '0' },
  ...words.map((delta) => ({ type: 'text-delta', id: '0', delta }) as const),
  { type: 'text-end', id: '0' },
  { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage },
]

function modelThatTakes(ms: number): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'bench',
    modelId: 'bench',
    supportedUrls: {},
    doGenerate: async () => {
      throw new Error('nodes stream')
    },
    doStream: async () => {
      if (ms > 0) await sleep(ms)
      return { stream: ReadableStream.from(answer) }
    },
  }
}

const text = `${'A rule that the answer has to follow. '.repeat(40)}The question is about {{#start.q#}}.`
const app = JSON.stringify({
  app: { name: 'five nodes', mode: 'workflow' },
  workflow: {
    graph: {
      nodes: [
        node('start', { type: 'start', variables: [{ variable: 'q', label: 'q', type: 'paragraph', required: true }] }),
        node('if', {
          type: 'if-else',
          cases: [{ case_id: 'yes', logical_operator: 'and', conditions: [condition()] }],
        }),
        node('llm', {
          type: 'llm',
          model: { provider: 'openai', name: 'gpt-4o', mode: 'chat', completion_params: {} },
          prompt_template: [
            { role: 'system', text },
            { role: 'user', text: '{{#start.q#}}' },
          ],
        }),
        node('pick', { type: 'variable-aggregator', variables: [['llm', 'text']] }),
        node('end', { type: 'end', outputs: [{ variable: 'text', value_selector: ['pick', 'output'] }] }),
      ],
      edges: [edge('start', 'if'), edge('if', 'llm', 'yes'), edge('llm', 'pick'), edge('pick', 'end')],
    },
  },
})

function node(id: string, data: object): object {
  return { id, type: 'custom', data: { title: id, ...data } }
}

function condition(): object {
  return { variable_selector: ['start', 'q'], comparison_operator: 'contains', value: 'hello' }
}

function edge(source: string, target: string, sourceHandle = 'source'): object {
  return { source, target, sourceHandle }
}

/** The call alone, its answer read as the runtime reads it. */
async function call(model: LanguageModelV4): Promise<string> {
  const { stream } = await model.doStream({ prompt: [{ role: 'user', content: [{ type: 'text', text }] }] })
  let said = ''
  for await (const part of stream) if (part.type === 'text-delta') said += part.delta
  return said
}

const fast = modelThatTakes(0)
const slow = modelThatTakes(waitMs)
await using runtime = createRuntime({ models: () => ({ model: fast }) })
await using slowRuntime = createRuntime({ models: () => ({ model: slow }) })
const loaded = runtime.load(app)

async function run(runner: typeof runtime): Promise<void> {
  const { status } = await runner.run(loaded, { inputs: { q: 'hello world' } }).trace
  if (status !== 'succeeded') throw new Error(`the run ended as ${status}`)
}

console.log(machineFacts())

// The claims are of CPU time and of a share of the ideal: neither depends on what else the machine does.
const runs = 2000
for (const warmUp of Array.from({ length: 300 }).keys()) await (warmUp % 2 === 0 ? run(runtime) : call(fast))
const [ofRun, ofCall] = [await cpuOf(async () => run(runtime)), await cpuOf(async () => call(fast))]
claim('CPU of a run of five nodes beyond its model call', ofRun - ofCall, { maximum: 0.8, unit: 'ms' })

const [lanes, rounds] = [200, 10]
await benchmark({
  title: `${lanes} runs at the same time, each with a model call of ${waitMs} ms, against the calls alone`,
  claim: { ratio: 1.15 },
  subject: { name: 'runs', run: async () => inLanes(async () => run(slowRuntime)) },
  floor: { name: 'calls', run: async () => inLanes(async () => call(slow)) },
  rounds: 7,
})

async function inLanes(work: () => Promise<unknown>): Promise<unknown> {
  const lane = async (): Promise<void> => {
    for (let round = 0; round < rounds; round += 1) await work()
  }
  return Promise.all(Array.from({ length: lanes }, lane))
}

/** Milliseconds for each. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  for (let count = 0; count < runs; count += 1) await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / runs
}

function claim(
  title: string,
  value: number,
  { maximum, unit }: { readonly maximum: number; readonly unit: string },
): void {
  const holds = value <= maximum
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${title}: ${value.toFixed(2)} ${unit}, claim ≤ ${maximum} ${unit}`)
  if (!holds) process.exitCode = 1
}
