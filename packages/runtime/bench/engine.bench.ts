/**
 * What the engine adds to the work of nodes: a run of five nodes, of which one waits 50 ms as for a model. The wait is held by a file
 * that is read, so that nothing but the engine is measured.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { benchmark, machineFacts } from '@autoopt/bench'
import { createRuntime, FileValue } from '@autoopt/runtime'

const app = JSON.stringify({
  app: { name: 'five nodes', mode: 'workflow' },
  workflow: {
    graph: {
      nodes: [
        node('start', { type: 'start', variables: [input('q', 'paragraph'), input('f', 'file')] }),
        node('if', {
          type: 'if-else',
          cases: [{ case_id: 'yes', logical_operator: 'and', conditions: [condition()] }],
        }),
        node('call', { type: 'document-extractor', variable_selector: ['start', 'f'] }),
        node('pick', { type: 'variable-aggregator', variables: [['call', 'text']] }),
        node('end', { type: 'end', outputs: [{ variable: 'text', value_selector: ['pick', 'output'] }] }),
      ],
      edges: [edge('start', 'if'), edge('if', 'call', 'yes'), edge('call', 'pick'), edge('pick', 'end')],
    },
  },
})

function node(id: string, data: object): object {
  return { id, type: 'custom', data: { title: id, ...data } }
}

function input(variable: string, type: string): object {
  return { variable, label: variable, type, required: true, options: [] }
}

function condition(): object {
  return { variable_selector: ['start', 'q'], comparison_operator: 'contains', value: 'hello' }
}

function edge(source: string, target: string, sourceHandle = 'source'): object {
  return { source, target, sourceHandle }
}

const waitMs = 50
const text = 'x'.repeat(2000)
const facts = {
  type: 'document',
  transfer_method: 'local_file',
  name: 'a.txt',
  extension: '.txt',
  mime_type: 'text/plain',
  size: 2000,
} as const
const bytes = new TextEncoder().encode(text)
const waiting = new FileValue(facts, async () => {
  await sleep(waitMs)
  return bytes
})
const ready = new FileValue(facts, async () => bytes)

await using runtime = createRuntime()
const loaded = runtime.load(app)

async function run(f: FileValue): Promise<void> {
  const { status } = await runtime.run(loaded, { inputs: { q: 'hello world', f } }).trace
  if (status !== 'succeeded') throw new Error(`the run ended as ${status}`)
}

console.log(machineFacts())
await benchmark({
  title: 'a run of five nodes, against reading its file',
  claim: { ratio: 2 },
  subject: { name: 'run', run: async () => run(ready) },
  floor: { name: 'load', run: () => runtime.load(app) },
})

// The claims below are of CPU time and of a share of the ideal: neither depends on what else the machine does.
const runs = 2000
const before = process.cpuUsage()
for (let count = 0; count < runs; count += 1) await run(ready)
const { user, system } = process.cpuUsage(before)
claim('CPU of a run of five nodes', (user + system) / 1000 / runs, { maximum: 0.8, unit: 'ms' })

const [lanes, rounds] = [200, 10]
const inLanes = async (work: () => Promise<unknown>): Promise<unknown> =>
  Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let round = 0; round < rounds; round += 1) await work()
    }),
  )
await benchmark({
  title: `${lanes} runs at the same time, each with a call of ${waitMs} ms, against the calls alone`,
  claim: { ratio: 1.15 },
  subject: { name: 'runs', run: async () => inLanes(async () => run(waiting)) },
  floor: { name: 'calls', run: async () => inLanes(async () => waiting.read?.()) },
  rounds: 7,
})

function claim(
  title: string,
  value: number,
  { maximum, unit }: { readonly maximum: number; readonly unit: string },
): void {
  const holds = value <= maximum
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${title}: ${value.toFixed(2)} ${unit}, claim ≤ ${maximum} ${unit}`)
  if (!holds) process.exitCode = 1
}
