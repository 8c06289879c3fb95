import { evaluateConditions } from '../conditions/evaluate-conditions.ts'
import { listOf, recordOf, textOf } from '../app/untyped.ts'
import { NodeError } from '../errors.ts'
import type { Value } from '../values/value.ts'
import type { NodeContext, NodeRunner } from './node-runner.ts'

interface Case {
  readonly id: string
  readonly conditions: unknown
  readonly operator: unknown
}

/** Takes the branch of the first case that holds, else `false`. */
export const runIfElse: NodeRunner = ({ data }, context) => {
  const compared: Value[] = []
  const groups: Value[] = []
  for (const { id, conditions, operator } of readCases(data)) {
    const result = evaluateCase({ conditions, operator, compared, groups }, context)
    compared.push(...result.compared)
    groups.push({ group: id, results: result.results, final_result: result.isTrue })
    if (result.isTrue) return finish(id, true, { compared, groups })
  }
  return finish('false', false, { compared, groups })
}

interface Evaluated {
  readonly compared: readonly Value[]
  readonly groups: readonly Value[]
}

function finish(handle: string, result: boolean, { compared, groups }: Evaluated): ReturnType<NodeRunner> {
  return {
    inputs: { conditions: compared },
    process_data: { condition_results: groups },
    outputs: { result, selected_case_id: handle },
    handle,
  }
}

function evaluateCase(
  { conditions, operator, compared, groups }: Evaluated & Omit<Case, 'id'>,
  context: NodeContext,
): ReturnType<typeof evaluateConditions> {
  try {
    return evaluateConditions(conditions, operator, context)
  } catch (error) {
    if (!(error instanceof NodeError)) throw error
    const inputs = { conditions: compared }
    throw new NodeError(error.message, { ...error.details, inputs, process_data: { condition_results: groups } })
  }
}

/** Older files hold one group of conditions in place of cases. */
function readCases(data: Readonly<Record<string, unknown>>): Case[] {
  const cases = listOf(data['cases']).map(recordOf)
  if (cases.length === 0) return [{ id: 'true', conditions: data['conditions'], operator: data['logical_operator'] }]
  return cases.map((item) => ({
    id: textOf(item['case_id']) ?? textOf(item['id']) ?? 'true',
    conditions: item['conditions'],
    operator: item['logical_operator'],
  }))
}
