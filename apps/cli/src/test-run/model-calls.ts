import { type DslDocument, parseDsl, type PromptSlot } from '@autoopt/dsl'
import { estimateTokens } from '@autoopt/llm'
import { parse } from 'yaml'

/** A node that asks a model. */
export interface ModelCall {
  readonly node_id: string
  readonly provider: string
  readonly name: string
  /** Whether every run asks. Branches may leave nodes out, and iterations may have no item. */
  readonly isCertain: boolean
  /** Whether one run may ask more than once. */
  readonly isRepeated: boolean
  /** About how many tokens its own texts are. */
  readonly promptTokens: number
  /** Texts of other nodes that it reads. */
  readonly readsNodes: number
  /** Absent where the node sets no limit. */
  readonly maxOutputTokens?: number
}

const modelTypes: ReadonlySet<string> = new Set(['llm', 'question-classifier', 'parameter-extractor', 'agent'])

/** The calls that one run of an app may make. */
export function modelCallsOf(dsl: string): ModelCall[] {
  const document = parseDsl(dsl, { workflowId: 'app' })
  const root: unknown = parse(dsl, { logLevel: 'silent' })
  const { graph } = document
  if (graph === undefined) {
    const settings = at(root, ['model_config', 'model'])
    return [callOf(document, { id: 'app', settings, isCertain: true, isRepeated: false })]
  }
  const sources = new Set(graph.edges.map(({ source }) => source))
  const ends = graph.nodes.filter(({ id, container_id }) => container_id === undefined && !sources.has(id))
  return graph.nodes
    .filter(({ type }) => modelTypes.has(type))
    .map(({ id, pointer, container_id }) => {
      const settings = at(root, [...pointer.split('/').slice(1), 'data', 'model'])
      const isCertain = container_id === undefined && ends.every((end) => end.id === id || graph.dominates(id, end.id))
      return callOf(document, { id, settings, isCertain, isRepeated: container_id !== undefined })
    })
}

interface Place extends Pick<ModelCall, 'isCertain' | 'isRepeated'> {
  readonly id: string
  readonly settings: unknown
}

function callOf({ prompts }: DslDocument, { id, settings, isCertain, isRepeated }: Place): ModelCall {
  const own = prompts.filter(({ node_id }) => node_id === id)
  const limit = Number(at(settings, ['completion_params', 'max_tokens']) ?? 0)
  return {
    node_id: id,
    provider: textAt(settings, 'provider'),
    name: textAt(settings, 'name'),
    isCertain,
    isRepeated,
    promptTokens: own.reduce((sum, { text }) => sum + estimateTokens(text), 0),
    readsNodes: own.reduce((sum, slot) => sum + readsOf(slot), 0),
    ...(Number.isFinite(limit) && limit > 0 ? { maxOutputTokens: limit } : {}),
  }
}

function readsOf({ references }: PromptSlot): number {
  return references.filter(({ selector }) => selector.length > 1 && !['start', 'sys'].includes(selector[0] ?? ''))
    .length
}

function textAt(settings: unknown, key: string): string {
  const value = at(settings, [key])
  return typeof value === 'string' ? value : ''
}

function at(value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  return typeof value === 'object' && value !== null ? at((value as Record<string, unknown>)[key], rest) : undefined
}
