import type { RunEvent, RunTrace } from '@autoopt/trace'
import { createRuntime } from '../../src/create-runtime.ts'
import type { RuntimeOptions } from '../../src/create-runtime.ts'
import type { RunOptions } from '../../src/engine/start-run.ts'
import { end, makeApp, start } from './make-app.ts'
import type { AppParts, NodeData } from './make-app.ts'

export interface Outcome {
  readonly trace: RunTrace
  readonly events: readonly RunEvent[]
  readonly obstacle: unknown
  readonly outputs: Readonly<Record<string, unknown>> | null
}

/** Runs an app to its end. */
export async function runApp(app: AppParts | string, options: RuntimeOptions & RunOptions = {}): Promise<Outcome> {
  await using runtime = createRuntime(options)
  const run = runtime.run(typeof app === 'string' ? app : makeApp(app), { query: 'hello', ...options })
  const events: RunEvent[] = []
  for await (const event of run) events.push(event)
  const trace = await run.trace
  return { trace, events, obstacle: await run.obstacle, outputs: trace.outputs }
}

export interface NodeRun {
  /** Variables by name; nodes read them as `conversation.<name>`. */
  readonly variables?: Readonly<Record<string, unknown>>
  /** The outputs to look at. */
  readonly outputs?: readonly string[]
}

/** Runs one node between a start and an end. */
export async function runNodeAlone(
  data: NodeData,
  { variables = {}, outputs = ['output'] }: NodeRun,
  options: RuntimeOptions = {},
): Promise<Outcome> {
  const parts: AppParts = {
    nodes: {
      start: start(),
      node: data,
      end: end(
        Object.fromEntries(outputs.map((name) => [name.replace('.', '_'), name.includes('.') ? name : `node.${name}`])),
      ),
    },
    edges: ['start>node', 'node>end'],
    conversation: declare(variables),
  }
  return runApp(parts, options)
}

/** Declares conversation variables of the types that their values have. */
export function declare(variables: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>[] {
  return Object.entries(variables).map(([name, value]) => ({ id: name, name, value, value_type: typeOf(value) }))
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'array[string]' : `array[${typeOf(value[0])}]`
  return value === null ? 'string' : typeof value
}
