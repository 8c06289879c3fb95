import type { NodeTrace, RunTrace } from '@autoopt/trace'
import { paint } from '../terminal/paint.ts'
import { print } from '../terminal/print.ts'
import type { UsedModel } from './open-models.ts'
import { formatSeconds } from './tell-progress.ts'

/** Prints every node of a run: what it read, asked and gave. */
export function printTrace({ nodes }: RunTrace, models: ReadonlyMap<string, UsedModel>): void {
  for (const node of nodes) printNode(node, models.get(node.node_id))
}

function printNode(node: NodeTrace, model: UsedModel | undefined): void {
  print(`${paint('bold', node.title)}  ${paint('dim', factsOf(node, model).join(' · '))}`)
  for (const { retry_index, error } of node.retries) print(`  retry ${retry_index} after: ${error ?? 'a failure'}`)
  printValues('inputs', node.inputs)
  for (const { role, text, files } of node.prompts) {
    printBlock(role, text + (files === undefined ? '' : `\n(${files.length} files)`))
  }
  if (node.error !== null) printBlock('error', node.error)
  printValues('outputs', node.outputs)
  print()
}

function factsOf(node: NodeTrace, model: UsedModel | undefined): string[] {
  const round = node.iteration_index ?? node.loop_index
  return [
    node.node_type,
    node.node_id,
    ...(round === undefined ? [] : [`round ${round + 1}`]),
    node.status,
    formatSeconds(node.elapsed_ms / 1000),
    ...(node.total_tokens > 0 ? [`${node.total_tokens} tokens`, formatCost(node.cost_usd)] : []),
    ...(model === undefined ? [] : [`answered by ${model.used}`]),
  ]
}

/** Dollars for people; an unknown price is not 0. */
export function formatCost(dollars: number | null): string {
  return dollars === null ? 'cost unknown' : `$${dollars.toFixed(dollars > 0 && dollars < 0.01 ? 6 : 2)}`
}

function printValues(label: string, values: Readonly<Record<string, unknown>> | null): void {
  const shown = Object.entries(values ?? {}).filter(([name]) => name !== 'usage' && !name.startsWith('sys.'))
  for (const [name, value] of shown) {
    printBlock(`${label}.${name}`, typeof value === 'string' ? value : JSON.stringify(value, null, 2))
  }
}

function printBlock(label: string, text: string): void {
  const [first = '', ...rest] = text.split('\n')
  print(`  ${paint('cyan', label)}: ${first}`)
  for (const line of rest) print(`    ${line}`)
}
