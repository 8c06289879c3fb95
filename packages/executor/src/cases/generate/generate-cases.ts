import type { ConversationFlow, ConversationTurn, Dataset, Inputs, JsonValue } from '@autoopt/config'
import { contentHash } from '../content-hash.ts'
import type { PlacedCase } from '../files/read-case-file.ts'
import { isFileInput } from '../inputs/file-input.ts'
import type { InputFiles } from '../inputs/input-files.ts'
import type { Combination, CombinationModel } from '../pairwise/combination-model.ts'
import { checkPossible } from './check-possible.ts'
import { chooseCombinations } from './choose-combinations.ts'
import { compileModel } from './compile-model.ts'
import { type Dimension, openDimensions } from './dimension.ts'
import { renderTexts } from './render-texts.ts'
import { seededUuid } from './seeded-uuid.ts'

export interface GenerateOptions {
  readonly files: InputFiles
  readonly seed: number
  /** The day of `{{date}}`. */
  readonly now: Date
}

/**
 * The cases that a dataset's parameters and conversations give: each combination holds each conversation. Ids are made of
 * the values that differ from the defaults, so that further values and parameters rename no case.
 */
export async function* generateCases(dataset: Dataset, options: GenerateOptions): AsyncGenerator<PlacedCase> {
  if (Object.keys(dataset.parameters).length + dataset.conversation_flows.length === 0) return
  const dimensions = await openDimensions(dataset, options.files)
  const model = compileModel(dataset, dimensions)
  checkPossible(model, dimensions, dataset.dataset_id)
  const flows = dataset.conversation_flows.length > 0 ? dataset.conversation_flows : [undefined]
  const { max_cases = Number.POSITIVE_INFINITY } = dataset.sampling
  let row = 0
  for (const combination of chooseCombinations(dataset, model, options.seed)) {
    const values = valuesIn(combination, dimensions, model)
    for (const flow of flows) {
      row += 1
      if (row > max_cases) return
      yield {
        ...buildCase({ dataset, dimensions, values, flow }, options),
        place: { source: `dataset ${JSON.stringify(dataset.dataset_id)}, generated cases`, row, unit: 'case' },
      }
    }
  }
}

type Values = ReadonlyMap<string, JsonValue>

function valuesIn(combination: Combination, dimensions: readonly Dimension[], { first }: CombinationModel): Values {
  return new Map(
    dimensions.map(({ name, values }, parameter) => {
      const index = (combination[parameter] as number) - (first[parameter] as number)
      return [name, values[index] as JsonValue]
    }),
  )
}

interface Ingredients {
  readonly dataset: Dataset
  readonly dimensions: readonly Dimension[]
  readonly values: Values
  readonly flow: ConversationFlow | undefined
}

function buildCase(ingredients: Ingredients, options: GenerateOptions): Omit<PlacedCase, 'place'> {
  const { dataset, values, flow } = ingredients
  const contentId = idOf(ingredients)
  const render = prepareRender(ingredients, contentId, options)
  const templates = Object.entries(dataset.parameters).flatMap(([name, { json_template }]) =>
    json_template === undefined ? [] : [[name, render(json_template, `parameter ${JSON.stringify(name)}`)] as const],
  )
  const testCase = {
    ...(flow?.description !== undefined && { description: flow.description }),
    inputs: Object.fromEntries([...values, ...templates]) as Inputs,
    ...(flow && { turns: flow.turns.map((turn, index) => renderTurn(turn, { flow, index, render })) }),
    assertions: [],
    tags: [],
    must_pass: false,
    weight: 1,
  }
  return { testCase, contentId }
}

/** Made of what the case is about, not of when and with which others it was generated. */
function idOf({ dimensions, values, flow }: Ingredients): string {
  const varied = dimensions.flatMap(({ name, isVaried, standard }) => {
    const value = values.get(name)
    const content = isFileInput(value) ? value.path : value
    const isStandard = standard !== undefined && contentHash(standard) === contentHash(content)
    return isVaried && !isStandard ? [[name, content] as const] : []
  })
  return `g-${contentHash({ values: Object.fromEntries(varied), flow: flow?.flow_id ?? null }).slice(0, 12)}`
}

type Render = (value: unknown, where: string) => unknown

/** `{{uuid}}` is another one at each place of a case, and the same one at every time. */
function prepareRender({ dataset, values }: Ingredients, caseId: string, { seed, now }: GenerateOptions): Render {
  let uuids = 0
  const valueOf = (name: string): JsonValue | undefined => {
    if (values.has(name)) return values.get(name)
    if (name === 'date') return now.toISOString().slice(0, 10)
    if (name !== 'uuid') return undefined
    uuids += 1
    return seededUuid(`${seed}/${dataset.dataset_id}/${caseId}/${uuids}`)
  }
  const known = [...new Set([...values.keys(), 'date', 'uuid'])]
  const dataset_id = JSON.stringify(dataset.dataset_id)
  return (value, where) => renderTexts(value, { valueOf, known, where: `Dataset ${dataset_id}, ${where}` })
}

function renderTurn(
  turn: ConversationTurn,
  { flow, index, render }: { readonly flow: ConversationFlow; readonly index: number; readonly render: Render },
): ConversationTurn {
  const where = `conversation ${JSON.stringify(flow.flow_id)}, turn ${index + 1}`
  const query = render(turn.query, where)
  return {
    ...turn,
    query: typeof query === 'string' ? query : JSON.stringify(query),
    inputs: render(turn.inputs, where) as Inputs,
    ...(turn.expected_outputs && { expected_outputs: render(turn.expected_outputs, where) as Inputs }),
  }
}
