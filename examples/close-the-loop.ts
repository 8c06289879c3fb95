/** The whole circle on an app file: measure, look for better prompts, prove them, keep them. Its models are simulated: the numbers show how it works, not how good a model is. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { datasetSchema, modelConfigSchema, testCaseSchema } from '@autoopt/config'
import { parseDsl } from '@autoopt/dsl'
import { judgeByAssertions, LocalTarget, planForApp, RunManifestBuilder, TargetEvaluator } from '@autoopt/executor'
import { createModel, createModelResolver, withCallContext } from '@autoopt/llm'
import { OptimizationLoop } from '@autoopt/optimizer'
import { startSimulator, worldNamed } from '@autoopt/simulator'
import { InMemoryStorage } from '@autoopt/storage-core'

const world = worldNamed(process.argv[2] ?? 'f3-1')
await using simulator = await startSimulator({ world })
const endpoint = (model: string) => async () => ({ baseUrl: simulator.baseUrl, model })
const config = modelConfigSchema.parse({ provider: 'simulated', model: world.name })

// Where the app runs: in this process, with a draw of its own for each repeat of a case.
const folder = await mkdtemp(join(tmpdir(), 'close-the-loop-'))
await writeFile(join(folder, 'app.yml'), world.app)
const find = createModelResolver({ override: `simulated:${world.name}`, simulated: endpoint(world.models.task) })
await using target = new LocalTarget({
  modelsOf:
    ({ repeat }) =>
    async (asked) => {
      const found = await find(asked)
      return { ...found, model: withCallContext(found.model, { role: 'task', repeat }) }
    },
})

// What it is measured by.
const cases = [...world.cases.train, ...world.cases.validation].map(({ case_id, inputs, assertions }) =>
  testCaseSchema.parse({
    case_id,
    inputs,
    assertions: assertions.map(({ type, value, weight, node }) => ({ type, value, weight, node })),
  }),
)
const datasets = [datasetSchema.parse({ dataset_id: 'letters', cases })]
const [baseline] = await new RunManifestBuilder({ planFolder: folder }).build(
  planForApp({ appPath: 'app.yml', datasets }),
)
if (baseline === undefined) throw new Error('the plan has no run')
await using evaluator = new TargetEvaluator({
  target,
  baseline,
  judge: judgeByAssertions({}),
  isSimulated: () => true,
})

const storage = new InMemoryStorage()
const loop = new OptimizationLoop({
  document: parseDsl(world.app, { workflowId: 'app' }),
  cases,
  evaluate: (variant, chosen, options) => evaluator.evaluate(variant, chosen, options),
  reflectionModel: await createModel(config, {
    role: 'reflection',
    simulated: endpoint(world.models.reflect.medium),
  }),
  budget: 'light',
  storage,
  label: 'staging',
})
const { baseline_score, variant_score, improvement, patches, verdict, reason, versions } = await loop.runClosedLoop()
const labels = await Promise.all(
  versions.map(async ({ prompt_id }) => [prompt_id, await storage.getLabel(prompt_id, 'staging')]),
)
console.log(
  JSON.stringify({ baseline_score, variant_score, improvement, verdict, reason, patches: patches.length, labels }),
)
await rm(folder, { recursive: true })
