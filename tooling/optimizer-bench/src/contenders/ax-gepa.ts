/**
 * AxGEPA of `@ax-llm/ax` on the same endpoint. It runs by its own budget, its own selection and its own reflection calls; an adapter runs the
 * app for it and hands it the outputs of every node. Its best wording so far is the one with the highest mean on the validation cases, the
 * later of equals, which is how it picks its result.
 */
import { ai, AxGEPA, type AxGEPAAdapter, type AxProgrammable } from '@ax-llm/ax'
import type { TestResult } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import type { Contender, ContenderTask } from '../contender.ts'
import { axProgram } from './ax-program.ts'
import { failuresOf } from './describe-run.ts'
import { evaluatePrompts } from './evaluate-prompts.ts'
import { withSystemTexts } from './system-texts.ts'
import { textOf } from '../arena/text-of.ts'

export interface AxSettings {
  readonly name: string
  /** Absent ones are Ax's own. */
  readonly numTrials?: number
  readonly minibatchSize?: number
  readonly earlyStoppingTrials?: number
  readonly updatesAll?: boolean
}

/** As it comes. */
export const axDefaults: AxSettings = { name: 'Ax GEPA' }

/** As the study of GEPA found best: small batches, all nodes at once, and no end before the budget's. */
export const axTuned: AxSettings = {
  name: 'Ax GEPA tuned',
  numTrials: 10_000,
  minibatchSize: 8,
  earlyStoppingTrials: 10_000,
  updatesAll: true,
}

interface AxExample extends Record<string, unknown> {
  readonly text: string
  readonly expected: string
}

export function axGepa({ name, updatesAll = false, ...settings }: AxSettings): Contender {
  return {
    name,
    optimize: async (task) => {
      const { world, endpoint, budget, seed } = task
      const teacher = ai({
        name: 'openai',
        apiKey: 'none',
        apiURL: endpoint.baseUrl,
        // The name of a simulated model is not among those that Ax lists.
        config: { model: endpoint.reflectionModel as never, stream: false },
        options: { fetch: endpoint.fetch },
      })
      const examples = new Map([...world.train, ...world.validation].map((one) => [exampleOf(one), one]))
      const validation = [...examples].filter(([, one]) => world.validation.includes(one)).map(([example]) => example)
      const train = [...examples].filter(([, one]) => world.train.includes(one)).map(([example]) => example)
      const adapter = openAdapter(task, { examples, validated: validation.length })
      const optimizer = new AxGEPA({ studentAI: teacher, teacherAI: teacher, seed: seed + 1, ...settings })
      const program = axProgram(world, { updatesAll }) as unknown as AxProgrammable<AxExample, { text: string }>
      const { optimizedProgram } = await optimizer.compile(program, train as never, () => 0, {
        validationExamples: validation as never,
        maxMetricCalls: budget,
        gepaAdapter: adapter,
        feedbackFn: ({ prediction }) => (prediction as AxPrediction).wrong.slice(),
      })
      const texts = optimizedProgram?.componentMap ?? {}
      const prompts = withSystemTexts(world.prompts, texts)
      const isDeployed = JSON.stringify(prompts) !== JSON.stringify(world.prompts)
      return { prompts, isDeployed, verdict: isDeployed ? 'highest mean' : 'seed' }
    },
  }
}

function exampleOf({ inputs, expected_outputs: expected }: TestCase): AxExample {
  return { text: textOf(inputs['text']), expected: textOf(expected?.['text']) }
}

/** What Ax is shown of a run. */
interface AxPrediction {
  /** By node. */
  readonly outputs: Readonly<Record<string, string>>
  readonly wrong: readonly string[]
}

interface AdapterOptions {
  readonly examples: ReadonlyMap<AxExample, TestCase>
  /** Cases of a run that counts for the choice of the best. */
  readonly validated: number
}

function openAdapter(
  { world, endpoint, onIncumbent }: ContenderTask,
  { examples, validated }: AdapterOptions,
): AxGEPAAdapter<AxExample, object, AxPrediction> {
  let best = -1
  return {
    evaluate: async (batch, candidate) => {
      const cases = batch.flatMap((example) => examples.get(example) ?? [])
      const prompts = withSystemTexts(world.prompts, candidate)
      const evaluation = await evaluatePrompts(prompts, cases, endpoint)
      if (evaluation === undefined) throw new Error('AxGEPA asks for more runs than its budget holds.')
      const isValidation = cases.length === validated && cases.every((one) => world.validation.includes(one))
      if (isValidation && evaluation.mean >= best) {
        best = evaluation.mean
        onIncumbent(prompts)
      }
      return {
        outputs: evaluation.results.map(predictionOf),
        scores: evaluation.results.map(({ score }) => score ?? 0),
        trajectories: evaluation.results.map(traceOf),
      }
    },
    make_reflective_dataset: (_candidate, { trajectories, scores }, components) =>
      Object.fromEntries(
        components.map((key) => [
          key,
          (trajectories ?? []).map((trace, index) => Object.assign({ score: scores[index] ?? 0 }, trace)),
        ]),
      ),
  }
}

function nodesOf({ traces = [] }: TestResult): { readonly id: string; readonly text: string }[] {
  return traces.flatMap(({ nodes }) =>
    nodes.map((node) => ({ id: node.node_id, text: textOf(node.outputs?.['text']) })),
  )
}

function predictionOf(result: TestResult): AxPrediction {
  return {
    outputs: Object.fromEntries(nodesOf(result).map(({ id, text }) => [id, text])),
    wrong: failuresOf(result),
  }
}

/** In the form of Ax's own traces of calls. */
function traceOf(result: TestResult): object {
  return {
    calls: nodesOf(result).map(({ id, text }) => ({
      componentId: id,
      fn: id,
      ok: true,
      ms: 0,
      args: result.case_id,
      result: text,
    })),
    output: result.outputs?.['text'],
  }
}
