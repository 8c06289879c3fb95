import type { DslRule } from '../dsl-document.ts'
import type { WorkflowGraph } from '../graph.ts'
import type { AppNode } from '../graph/app-node.ts'
import type { ReferenceScope } from './reference-scope.ts'
import type { SelectorProblem } from './text-finding.ts'

/** Says what is wrong with reading a variable from a node; `undefined` when it will be there. */
export function checkSelector(
  selector: readonly string[],
  reader: AppNode,
  scope: ReferenceScope,
): SelectorProblem | undefined {
  const [source = '', variable = ''] = selector
  if (source === 'sys') return checkSystemVariable(variable, reader, scope)
  const declared = scope.declared.get(source)
  if (declared !== undefined) return declared.has(variable) ? undefined : undeclared(source, variable, reader)
  const node = scope.nodes.get(source)
  if (node === undefined) return unknownNode(source, reader, scope)
  if (containersOf(reader.id, scope.graph).includes(source)) return checkInnerVariable(variable, node, reader, scope)
  return checkAvailability(node, reader, scope) ?? checkOutputs(selector, node, reader, scope)
}

const chatOnlyVariables = new Set(['query', 'conversation_id', 'dialogue_count'])
const systemVariables = new Set([
  ...chatOnlyVariables,
  'files',
  'user_id',
  'app_id',
  'workflow_id',
  'workflow_run_id',
  'timestamp',
])

function checkSystemVariable(variable: string, reader: AppNode, { mode }: ReferenceScope): SelectorProblem | undefined {
  if (mode === 'workflow' && chatOnlyVariables.has(variable)) {
    return problem(
      'sys-variable-not-in-mode',
      reader,
      `sys.${variable} exists in chat apps only, and this is a workflow. Declare an input on the start node and read that.`,
    )
  }
  if (systemVariables.has(variable)) return undefined
  return problem(
    'unknown-variable',
    reader,
    `There is no system variable ${variable}. Known: ${[...systemVariables].join(', ')}.`,
  )
}

function undeclared(source: string, variable: string, reader: AppNode): SelectorProblem {
  const kind = source === 'env' ? 'environment' : 'conversation'
  return problem('unknown-variable', reader, `The file declares no ${kind} variable ${variable}.`)
}

function unknownNode(source: string, reader: AppNode, { nodes }: ReferenceScope): SelectorProblem {
  return problem('unknown-node', reader, `No node has the id ${source}. Node ids: ${firstOf(nodes.keys())}.`)
}

/** Inside a container its item, index and loop variables are there, its outputs are not yet. */
function checkInnerVariable(
  variable: string,
  container: AppNode,
  reader: AppNode,
  { variables }: ReferenceScope,
): SelectorProblem | undefined {
  const inner = variables.get(container.id)?.inner ?? new Set()
  if (inner.has(variable)) return undefined
  return problem(
    'unknown-variable',
    reader,
    `Inside ${describe(container)} there is no variable ${variable}. It gives its nodes: ${firstOf(inner)}.`,
  )
}

function checkAvailability(node: AppNode, reader: AppNode, scope: ReferenceScope): SelectorProblem | undefined {
  const { graph } = scope
  if (graph === undefined || graph.dominates(node.id, reader.id) || !scope.runs(reader.id)) return undefined
  if (node.id === reader.id || graph.reaches(reader.id, node.id)) {
    return notThere(reader, `${describe(node, 'The')} has not run yet when this node reads it.`, true)
  }
  if (isInsideIteration(node, reader, graph)) {
    return notThere(reader, `${describe(node, 'The')} runs inside an iteration, and its variables stay there.`, true)
  }
  if (graph.reaches(node.id, reader.id)) {
    const way = 'Read it through a variable aggregator, or only on its own branch.'
    return notThere(reader, `${describe(node, 'The')} is skipped on some of the branches that lead here. ${way}`, false)
  }
  return notThere(reader, `No path leads from ${describe(node)} to this node, so it may not have run yet.`, false)
}

function notThere(reader: AppNode, message: string, always: boolean): SelectorProblem {
  return problem('node-does-not-dominate', reader, message, always)
}

function isInsideIteration(node: AppNode, reader: AppNode, graph: WorkflowGraph): boolean {
  const own = new Set(containersOf(reader.id, graph))
  return containersOf(node.id, graph).some((id) => !own.has(id) && graph.node(id)?.type === 'iteration')
}

function checkOutputs(
  [, variable = '', key]: readonly string[],
  node: AppNode,
  reader: AppNode,
  { variables }: ReferenceScope,
): SelectorProblem | undefined {
  const outputs = variables.get(node.id)?.outer
  if (outputs === undefined) return undefined
  if (!outputs.has(variable)) {
    const known = outputs.size === 0 ? 'It gives none' : `It gives: ${firstOf(outputs)}`
    return problem('unknown-variable', reader, `${describe(node, 'The')} gives no variable ${variable}. ${known}.`)
  }
  if (key === undefined || outputs.has(`${variable}.${key}`)) return undefined
  const keys = [...outputs].filter((name) => name.startsWith(`${variable}.`))
  if (keys.length === 0) return undefined
  const message = `${variable} of ${describe(node)} has no key ${key}. Known: ${firstOf(keys)}.`
  return problem('unknown-variable', reader, message, false)
}

/** The first names of many: a message must stay short however many there are. */
function firstOf(names: Iterable<string>): string {
  const first: string[] = []
  for (const name of names) {
    if (first.length === 10) return `${first.join(', ')}, …`
    first.push(name)
  }
  return first.join(', ')
}

/** Only an LLM node fails on a variable that is not there; other nodes print its bare name. */
function problem(rule: DslRule, reader: AppNode, message: string, always = true): SelectorProblem {
  return { rule, severity: always && reader.type === 'llm' ? 'error' : 'warning', message }
}

function containersOf(id: string, graph: WorkflowGraph | undefined): string[] {
  const containers: string[] = []
  for (let outer = graph?.node(id)?.container_id; outer !== undefined; outer = graph?.node(outer)?.container_id) {
    containers.push(outer)
  }
  return containers
}

function describe({ id, type, title }: AppNode, article = 'the'): string {
  return `${article} ${type} node ${title === '' ? id : `"${title}" (${id})`}`
}
