/** Runs the graph inside again and again on the same variables, until a condition holds, an end node is reached or the count is. */
import { evaluateConditions } from '../conditions/evaluate-conditions.ts'
import { listOf, recordOf, selectorOf, textOf } from '../app/untyped.ts'
import { UsageSum } from '../engine/usage-sum.ts'
import { NodeError } from '../errors.ts'
import type { Value } from '../values/value.ts'
import { readLoopVariable } from './loop-variable.ts'
import type { NodeContext, NodeRunner, RuntimeNode } from './node-runner.ts'

export const runLoop: NodeRunner = async (node, context) => {
  const { engine } = context
  const rootId = textOf(node.data['start_node_id'])
  if (rootId === undefined) {
    throw new NodeError(`field start_node_id in loop ${node.id} not found`, { type: 'ValueError' })
  }
  const count = Number(node.data['loop_count'] ?? 0)
  const labels = declareVariables(node, context)
  const read = (): Record<string, Value> =>
    Object.fromEntries(labels.map((label) => [label, engine.variables.get([node.id, label]) ?? null]))
  const inputs = { loop_count: count, ...read() }
  engine.emitContainer({ kind: 'started', inputs, metadata: { loop_length: count } })

  const usage = new UsageSum()
  const durations: Record<string, Value> = {}
  const variablesByRound: Record<string, Value> = {}
  let outputs: Record<string, Value> = {}
  let isBroken = isBreaking(node, context, { ignoresErrors: true })
  for (let index = 0; index < count && !isBroken; index += 1) {
    const startedAt = Date.now()
    const round = await engine.runRound({ kind: 'loop', index, rootId, variables: engine.variables })
    usage.add(round.usage)
    durations[String(index)] = (Date.now() - startedAt) / 1000
    variablesByRound[String(index)] = read()
    outputs = { ...read(), loop_round: index + 1 }
    isBroken = round.reachedEnd || isBreaking(node, context, { ignoresErrors: false })
    if (!isBroken) engine.emitContainer({ kind: 'next', index: index + 1 })
  }
  const { total_tokens, total_price, currency } = usage.total
  return {
    inputs,
    outputs,
    metadata: {
      total_tokens,
      ...(total_price === undefined ? {} : { total_price }),
      ...(currency === undefined ? {} : { currency }),
      completed_reason: isBroken ? 'loop_break' : 'loop_completed',
      loop_duration_map: durations,
      loop_variable_map: variablesByRound,
    },
  }
}

/** @returns the labels of the variables of the loop. */
function declareVariables({ id, data }: RuntimeNode, { engine }: NodeContext): readonly string[] {
  return listOf(data['loop_variables']).map((item) => {
    const { label, var_type, value_type, value } = recordOf(item)
    const name = textOf(label) ?? ''
    const found =
      value_type === 'variable'
        ? engine.variables.get(selectorOf(value))
        : readLoopVariable(textOf(var_type) ?? 'string', value)
    if (found === undefined) throw new NodeError(`Invalid value for loop variable ${name}`, { type: 'ValueError' })
    const type = value_type === 'variable' ? engine.variables.typeOf(selectorOf(value)) : undefined
    engine.variables.set([id, name], found)
    const declared = type ?? (textOf(var_type)?.startsWith('array') === true ? var_type : undefined)
    if (declared !== undefined) engine.variables.declare([id, name], declared as NonNullable<typeof type>)
    return name
  })
}

function isBreaking(
  { data }: RuntimeNode,
  { variables, dify }: NodeContext,
  { ignoresErrors }: { readonly ignoresErrors: boolean },
): boolean {
  if (listOf(data['break_conditions']).length === 0) return false
  try {
    return evaluateConditions(data['break_conditions'], data['logical_operator'], { variables, dify }).isTrue
  } catch (error) {
    if (ignoresErrors && error instanceof NodeError && error.details.type === 'ValueError') return false
    throw error
  }
}
