import { corpusFiles, readCorpusFile } from '@autoopt/corpus'
import { parseDsl } from '@autoopt/dsl'
import { createModelResolver } from '@autoopt/llm'
import { createRuntime, RecordingMissingError } from '@autoopt/runtime'
import type { Runtime } from '@autoopt/runtime'
import { genericModel, startSimulator } from '@autoopt/simulator'
import { makeInputs } from './make-inputs.ts'

/** What became of a file: `ran`, or the type and the id of the node that needs a recording, or a failure. */
export type CorpusOutcome = string

/** Runs every file of the corpus on the simulator, without any request to elsewhere. */
export async function runCorpus(): Promise<Record<string, CorpusOutcome>> {
  await using simulator = await startSimulator()
  const { baseUrl } = simulator
  const models = createModelResolver({
    override: 'simulated:generic',
    simulated: async () => ({ baseUrl, model: genericModel }),
  })
  await using runtime = createRuntime({ models, http: { offline: true } })
  const outcomes: Record<string, CorpusOutcome> = {}
  for (const file of corpusFiles()) outcomes[file] = await runFile(file, runtime)
  return outcomes
}

async function runFile(file: string, runtime: Runtime): Promise<CorpusOutcome> {
  const document = parseDsl(readCorpusFile(file))
  const run = runtime.run(document, { inputs: makeInputs(document.inputs), query: 'How do I keep a garden?' })
  const { status, error } = await run.trace
  const obstacle = await run.obstacle
  if (status === 'succeeded' || status === 'partial-succeeded') return 'ran'
  const saysHow = error?.includes('add them to the recordings, e.g. {"node_id":') ?? false
  if (!(obstacle instanceof RecordingMissingError) || !saysHow) return `${status}: ${error}`
  const { node_type, node_id } = obstacle.context
  return `${String(node_type)} ${String(node_id)}`
}
