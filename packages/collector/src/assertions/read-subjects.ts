import type { Assertion } from '@autoopt/config'
import type { NodeTrace, RunTrace } from '@autoopt/trace'
import { UncheckableError } from '../errors.ts'
import { failVoid, type Finding } from './finding.ts'
import { valueText } from './value-text.ts'

/** What an assertion looks at. */
export interface Subject {
  /** As it came: text, or any other JSON. */
  readonly value: unknown
  readonly text: string
  readonly elapsedMs: number
  /** `null` when unknown. */
  readonly costUsd: number | null
}

type Looked = Pick<Assertion, 'node' | 'subject' | 'output' | 'runs'>

/** Nodes whose answer is their output `text`; the others hold how it came about. */
const modelNodes = new Set(['llm', 'agent'])

/**
 * Finds what an assertion looks at, in the runs of one conversation or in a single run.
 *
 * Without `node` that is the final output of the last run: the answer of a chat, else the only output, else all of them as an
 * object; its time and cost are those of all runs together. With `node` it is the last run of that node that has ended, in a loop
 * or an iteration the last round; with `runs: all` or `any` each of them. Its output is `text` for nodes that ask a model, else as
 * above. The prompt is the texts of all messages, a blank line between them.
 *
 * @returns one at least; a void {@link Finding} where the runs have no such thing.
 * @throws {@link UncheckableError} when the assertion asks for what a target does not report.
 */
export function readSubjects(runs: readonly RunTrace[], looked: Looked): (Subject | Finding)[] {
  const last = runs.at(-1)
  if (last === undefined) return [failVoid('There is no run to look at.')]
  if (looked.node !== undefined) return nodeSubjects(runs, looked.node, looked)
  if (looked.subject === 'prompt') {
    throw new UncheckableError('it looks at a prompt and names no node; name the node with "node"', { ...looked })
  }
  const found = finalOutput(last, looked.output)
  if (found === undefined) return [failVoid(noOutput(last, looked.output))]
  return [{ ...inText(found.value), ...spentBy(runs) }]
}

export function isFinding(found: Subject | Finding): found is Finding {
  return 'holds' in found
}

function nodeSubjects(runs: readonly RunTrace[], id: string, looked: Looked): (Subject | Finding)[] {
  const ended = runs.flatMap(({ nodes }) => nodes).filter((node) => node.node_id === id && node.status !== 'running')
  if (ended.length === 0) return [failVoid(`Node ${quote(id)} did not run.`)]
  const counted = looked.runs === 'all' || looked.runs === 'any' ? ended : ended.slice(-1)
  return counted.map((node) => nodeSubject(node, looked))
}

function nodeSubject(node: NodeTrace, looked: Looked): Subject | Finding {
  const spent = { elapsedMs: node.elapsed_ms, costUsd: node.cost_usd }
  if (looked.subject === 'prompt') {
    if (node.prompts.length === 0) {
      throw new UncheckableError(
        `the run tells no prompt of node ${quote(node.node_id)}; look at a node that asks a model, on a target that reports prompts`,
        { ...looked, node_type: node.node_type },
      )
    }
    return { ...inText(node.prompts.map(({ text }) => text).join('\n\n')), ...spent }
  }
  const found = nodeOutput(node, looked.output)
  if (found === undefined) return failVoid(noNodeOutput(node, looked.output))
  return { ...inText(found.value), ...spent }
}

interface Found {
  readonly value: unknown
}

function finalOutput({ answer, outputs }: RunTrace, name: string | undefined): Found | undefined {
  if (name !== undefined) {
    return member(outputs, name) ?? (name === 'answer' && answer !== undefined ? { value: answer } : undefined)
  }
  if (answer !== undefined) return { value: answer }
  return outputs === null ? undefined : onlyValue(outputs)
}

function nodeOutput({ outputs, node_type: type }: NodeTrace, name: string | undefined): Found | undefined {
  if (name !== undefined) return member(outputs, name)
  if (outputs === null) return undefined
  return (modelNodes.has(type) ? member(outputs, 'text') : undefined) ?? onlyValue(outputs)
}

function member(outputs: Readonly<Record<string, unknown>> | null, name: string): Found | undefined {
  return outputs !== null && Object.hasOwn(outputs, name) ? { value: outputs[name] } : undefined
}

function onlyValue(outputs: Readonly<Record<string, unknown>>): Found {
  const [first, ...others] = Object.values(outputs)
  return { value: first === undefined || others.length > 0 ? outputs : first }
}

function inText(value: unknown): Pick<Subject, 'value' | 'text'> {
  return { value, text: valueText(value) }
}

function spentBy(runs: readonly RunTrace[]): Pick<Subject, 'elapsedMs' | 'costUsd'> {
  const costs = runs.map((run) => run.total_cost_usd)
  return {
    elapsedMs: runs.reduce((sum, run) => sum + run.elapsed_ms, 0),
    costUsd: costs.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0),
  }
}

function noOutput({ outputs, error }: RunTrace, name: string | undefined): string {
  if (outputs === null) return `The run has no output${error === null ? '' : `: it failed (${error})`}.`
  return `The run has no output ${quote(name ?? '')}; it has ${listed(outputs)}.`
}

function noNodeOutput({ node_id: id, outputs, error }: NodeTrace, name: string | undefined): string {
  if (outputs === null) return `Node ${quote(id)} has no output${error === null ? '' : `: it failed (${error})`}.`
  return `Node ${quote(id)} has no output ${quote(name ?? '')}; it has ${listed(outputs)}.`
}

function listed(outputs: Readonly<Record<string, unknown>>): string {
  return Object.keys(outputs).map(quote).join(', ') || 'none'
}

function quote(name: string): string {
  return JSON.stringify(name)
}
