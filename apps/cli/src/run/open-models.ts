import { createEmbeddingModel, createModel, createModelResolver, findModel, parseModelMap } from '@autoopt/llm'
import type { CreateModelOptions, Ledger, SimulatedEndpoint } from '@autoopt/llm'
import type { EnvConfig } from '@autoopt/config'
import type { ResolveModel } from '@autoopt/runtime'
import { tell } from '../terminal/print.ts'

type LanguageModel = Awaited<ReturnType<typeof createModel>>
type EmbeddingModel = Awaited<ReturnType<typeof createEmbeddingModel>>

export interface ModelOptions {
  readonly model?: string
  readonly modelMap?: readonly string[]
}

/** What the models of a run share. */
export interface SharedByModels {
  readonly ledger?: Ledger
  /** Takes what a person should know while it happens. Default: stderr. */
  readonly onNotice?: (text: string) => void
  /** Takes why a call is tried again. Default: stderr. */
  readonly onRetry?: (reason: string, delayMs: number) => void
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
  /** Names of the simulated models that were asked for so far, by any role. */
  readonly simulated: ReadonlySet<string>
  /** The model of a name, for work other than that of nodes. */
  judge(name: string): Promise<LanguageModel>
  /** Thinks of changes. */
  reflect(name: string): Promise<LanguageModel>
  embed(name: string): Promise<EmbeddingModel>
}

/** Opens the models that configuration and flags name. The simulator starts when a model of it is first asked for. */
export function openModels(
  settings: EnvConfig | undefined,
  { model, modelMap = [] }: ModelOptions,
  { ledger, onNotice = tell, onRetry = tellRetry }: SharedByModels = {},
): OpenModels {
  const worlds = new Worlds()
  const models = settings?.models
  const override = model ?? settings?.model_roles.task
  const shared: CreateModelOptions = {
    ledger,
    onRetry: ({ error, delayMs }) => onRetry(error.message, delayMs),
  }
  const find = createModelResolver({
    ...shared,
    models,
    map: Object.fromEntries(Object.entries(parseModelMap(modelMap)).map(([from, to]) => [from, fullModelName(to)])),
    override: override === undefined ? undefined : fullModelName(override),
    simulated: async (world) => worlds.endpoint(world, 'task'),
  })
  const used = new Map<string, UsedModel>()
  const simulated = new Set<string>()
  const byRole = new Map<string, Promise<LanguageModel>>()
  const embedders = new Map<string, Promise<EmbeddingModel>>()
  const named = async (name: string, role: 'judge' | 'reflection'): Promise<LanguageModel> => {
    const options = { ...shared, role, simulated: async (world: string) => worlds.endpoint(world, role) }
    const key = `${role} ${name}`
    const created = byRole.get(key) ?? createModel(findModel(fullModelName(name), models), options)
    byRole.set(key, created)
    noteIfSimulated((await created).modelId, simulated)
    return created
  }
  return {
    used,
    simulated,
    resolve: async (asked) => {
      const { node_id, provider, name } = asked
      const found = await find(asked)
      if (!used.has(node_id) && found.ignored.length > 0) {
        const names = found.ignored.join(', ')
        onNotice(`warning: node ${node_id}: settings of its model that have no effect here: ${names}`)
      }
      const { modelId } = found.model
      const isSimulated = noteIfSimulated(modelId, simulated)
      used.set(node_id, { node_id, asked: `${provider}/${name}`, used: modelId, simulated: isSimulated })
      return found
    },
    judge: async (name) => named(name, 'judge'),
    reflect: async (name) => named(name, 'reflection'),
    embed: async (name) => {
      const embedder = embedders.get(name) ?? createEmbeddingModel(findModel(name, models), shared)
      embedders.set(name, embedder)
      return embedder
    },
    [Symbol.asyncDispose]: async () => worlds[Symbol.asyncDispose](),
  }
}

function tellRetry(reason: string, delayMs: number): void {
  tell(`trying again in ${Math.round(delayMs)} ms: ${reason}`)
}

function noteIfSimulated(modelId: string, simulated: Set<string>): boolean {
  if (!modelId.startsWith('simulated-')) return false
  simulated.add(modelId)
  return true
}

/** `simulated` alone is the simulated model without a world. */
export function fullModelName(name: string): string {
  return name === 'simulated' ? `simulated:${generic}` : name
}

const generic = 'generic'

type SimulatedRole = 'task' | 'judge' | 'reflection'

interface RunningWorld extends AsyncDisposable {
  readonly baseUrl: string
  readonly models: Readonly<Record<SimulatedRole, string>>
}

/** Simulators by the name of their world, one each. */
class Worlds implements AsyncDisposable {
  readonly #running = new Map<string, Promise<RunningWorld>>()

  async endpoint(name: string, role: SimulatedRole): Promise<SimulatedEndpoint> {
    const running = this.#running.get(name) ?? startWorld(name)
    this.#running.set(name, running)
    const { baseUrl, models } = await running
    return { baseUrl, model: models[role] }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const started = await Promise.allSettled(this.#running.values())
    await Promise.all(
      started.map(async (one) => (one.status === 'fulfilled' ? one.value[Symbol.asyncDispose]() : undefined)),
    )
  }
}

async function startWorld(name: string): Promise<RunningWorld> {
  const { genericModel, startSimulator, worldNamed } = await import('@autoopt/simulator')
  const world = name === generic ? undefined : worldNamed(name)
  const simulator = await startSimulator(world === undefined ? {} : { world })
  return {
    baseUrl: simulator.baseUrl,
    models:
      world === undefined
        ? { task: genericModel, judge: genericModel, reflection: genericModel }
        : { ...world.models, reflection: world.models.reflect.medium },
    [Symbol.asyncDispose]: async () => simulator[Symbol.asyncDispose](),
  }
}
