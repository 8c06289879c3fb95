import { createModelResolver, parseModelMap } from '@autoopt/llm'
import type { SimulatedEndpoint } from '@autoopt/llm'
import type { EnvConfig } from '@autoopt/config'
import type { ResolveModel } from '@autoopt/runtime'
import { tell } from '../terminal/print.ts'

export interface ModelOptions {
  readonly model?: string
  readonly modelMap?: readonly string[]
}

/** Which model answered for which. */
export interface UsedModel {
  readonly node_id: string
  /** As the file names it. */
  readonly asked: string
  readonly used: string
  readonly simulated: boolean
}

/** The models of a run. Close them to end the simulator. */
export interface OpenModels extends AsyncDisposable {
  readonly resolve: ResolveModel
  /** One entry for each node that asked. */
  readonly used: ReadonlyMap<string, UsedModel>
}

/** Opens the models that configuration and flags name. The simulator starts when a model of it is first asked for. */
export function openModels(settings: EnvConfig | undefined, { model, modelMap = [] }: ModelOptions): OpenModels {
  const simulators: AsyncDisposable[] = []
  const override = model ?? settings?.model_roles.task
  const find = createModelResolver({
    models: settings?.models,
    map: Object.fromEntries(Object.entries(parseModelMap(modelMap)).map(([from, to]) => [from, fullName(to)])),
    override: override === undefined ? undefined : fullName(override),
    simulated: async (world) => startWorld(world, simulators),
    onRetry: ({ error, delayMs }) => tell(`trying again in ${Math.round(delayMs)} ms: ${error.message}`),
  })
  const used = new Map<string, UsedModel>()
  return {
    used,
    resolve: async (asked) => {
      const { node_id, provider, name } = asked
      const found = await find(asked)
      if (!used.has(node_id) && found.ignored.length > 0) {
        const names = found.ignored.join(', ')
        tell(`warning: node ${node_id}: settings of its model that have no effect here: ${names}`)
      }
      const { modelId } = found.model
      used.set(node_id, {
        node_id,
        asked: `${provider}/${name}`,
        used: modelId,
        simulated: modelId.startsWith('simulated-'),
      })
      return found
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(simulators.map(async (simulator) => simulator[Symbol.asyncDispose]()))
    },
  }
}

/** `simulated` alone is the simulated model without a world. */
function fullName(name: string): string {
  return name === 'simulated' ? `simulated:${generic}` : name
}

const generic = 'generic'

async function startWorld(world: string, simulators: AsyncDisposable[]): Promise<SimulatedEndpoint> {
  const { genericModel, startSimulator, worldNamed } = await import('@autoopt/simulator')
  const known = world === generic ? undefined : worldNamed(world)
  const simulator = await startSimulator(known === undefined ? {} : { world: known })
  simulators.push(simulator)
  return { baseUrl: simulator.baseUrl, model: known === undefined ? genericModel : known.models.task }
}
