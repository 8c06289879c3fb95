/**
 * Runs the graph inside for each item of a list, each time on a copy of the variables; of what a round writes only conversation
 * variables stay. Results keep the order of the items.
 */
import { selectorOf, textOf } from '../app/untyped.ts'
import type { UntypedRecord } from '../app/untyped.ts'
import { UsageSum } from '../engine/usage-sum.ts'
import { NodeError } from '../errors.ts'
import { isList, pythonRepr, pythonText } from '../values/python-text.ts'
import type { Value } from '../values/value.ts'
import type { NodeContext, NodeResult, NodeRunner } from './node-runner.ts'

export const runIteration: NodeRunner = async (node, context) => {
  const items = readItems(node.data, context)
  const inputs = { iterator_selector: items }
  if (items.length === 0) return { outputs: { output: [] } }
  const rootId = textOf(node.data['start_node_id'])
  if (rootId === undefined) {
    throw new NodeError(`field start_node_id in iteration ${node.id} not found`, { type: 'StartNodeIdNotFoundError' })
  }
  context.engine.emitContainer({ kind: 'started', inputs, metadata: { iteration_length: items.length } })
  const rounds = new Rounds(node, context, rootId)
  try {
    const results = await (node.data['is_parallel'] === true ? rounds.runParallel(items) : rounds.runInOrder(items))
    const isFlat = node.data['flatten_output'] !== false
    return { inputs, outputs: { output: isFlat ? flatten(results) : results }, ...rounds.summary }
  } catch (error) {
    if (!(error instanceof NodeError)) throw error
    throw new NodeError(error.message, { type: error.details.type, inputs, cause: error })
  }
}

function readItems(data: UntypedRecord, { variables }: NodeContext): readonly Value[] {
  const selector = selectorOf(data['iterator_selector'])
  const value = variables.get(selector)
  if (value === undefined) {
    throw new NodeError(`iterator variable ${pythonRepr(selector)} not found`, {
      type: 'IteratorVariableNotFoundError',
    })
  }
  if (value === null) return []
  if (isList(value)) return value
  throw new NodeError(`invalid iterator value: ${pythonText(value)}, please provide a list.`, {
    type: 'InvalidIteratorValueError',
  })
}

/** A round that gave nothing since it failed and the node takes such results out. */
const removed = Symbol('removed')

class Rounds {
  readonly #node: Parameters<NodeRunner>[0]
  readonly #context: NodeContext
  readonly #rootId: string
  readonly #usage = new UsageSum()
  readonly #durations: Record<string, Value> = {}

  constructor(node: Parameters<NodeRunner>[0], context: NodeContext, rootId: string) {
    this.#node = node
    this.#context = context
    this.#rootId = rootId
  }

  get summary(): Pick<NodeResult, 'metadata'> {
    const { total_tokens, total_price, currency } = this.#usage.total
    return {
      metadata: {
        total_tokens,
        ...(total_price === undefined ? {} : { total_price }),
        ...(currency === undefined ? {} : { currency }),
        iteration_duration_map: this.#durations,
      },
    }
  }

  async runInOrder(items: readonly Value[]): Promise<Value[]> {
    const results: Value[] = []
    for (const [index, item] of items.entries()) {
      const result = await this.#runRound(index, item)
      if (result !== removed) results.push(result)
    }
    return results
  }

  /**
   * As Dify's, this way of running takes out every empty result in the mode that removes failed ones. After a failure no round
   * begins, and those that run are waited for.
   */
  async runParallel(items: readonly Value[]): Promise<Value[]> {
    const results = items.map((): Value | typeof removed => null)
    const queue = items.entries()
    const { parallel_nums } = this.#node.data
    const width = Math.min(items.length, typeof parallel_nums === 'number' && parallel_nums > 0 ? parallel_nums : 10)
    const failures: unknown[] = []
    const work = async (): Promise<void> => {
      for (const [index, item] of queue) {
        try {
          results[index] = await this.#runRound(index, item)
        } catch (error) {
          failures.push(error)
        }
        if (failures.length > 0) return
      }
    }
    await Promise.all(Array.from({ length: width }, work))
    if (failures.length > 0) throw failures[0]
    const isRemoving = this.#node.data['error_handle_mode'] === 'remove-abnormal-output'
    return results.filter((result) => result !== removed && !(isRemoving && result === null)) as Value[]
  }

  async #runRound(index: number, item: Value): Promise<Value | typeof removed> {
    const { engine } = this.#context
    const variables = engine.variables.copy()
    variables.setAll(this.#node.id, { ...engine.variables.valuesOf(this.#node.id), index, item })
    engine.emitContainer({ kind: 'next', index })
    const startedAt = Date.now()
    try {
      const { usage } = await engine.runRound({ kind: 'iteration', index, rootId: this.#rootId, variables })
      this.#usage.add(usage)
      engine.variables.setAll('conversation', variables.valuesOf('conversation'))
      return variables.get(selectorOf(this.#node.data['output_selector'])) ?? null
    } catch (error) {
      const mode = this.#node.data['error_handle_mode']
      if (!(error instanceof NodeError) || mode === 'terminated' || mode === undefined) throw error
      return mode === 'remove-abnormal-output' ? removed : null
    } finally {
      this.#durations[String(index)] = (Date.now() - startedAt) / 1000
    }
  }
}

/** One level, and only when all results that there are are lists. */
function flatten(results: readonly Value[]): readonly Value[] {
  const present = results.filter((result) => result !== null)
  return present.length > 0 && present.every(isList) ? present.flat() : results
}
