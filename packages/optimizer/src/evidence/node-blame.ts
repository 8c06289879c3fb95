import type { TestResult } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import type { WorkflowGraph } from '@autoopt/dsl'
import type { Component } from '../search/component.ts'
import type { BlameSignal } from './blame-signal.ts'
import { contrastBlame } from './contrast-blame.ts'
import { divergenceBlame } from './divergence-blame.ts'
import type { EditableNodes } from './editable-sources.ts'
import { errorBlame } from './error-blame.ts'
import { factCarriers } from './fact-carriers.ts'
import { type ObservedRun, observeRuns } from './observed-run.ts'
import { routeBlame } from './route-blame.ts'
import { scopedBlame } from './scoped-blame.ts'

const voteWeight = 0.5

/** A model's opinion, from a reflection, which node is to blame. */
export interface BlameVote {
  readonly nodeId: string
  readonly caseId: string
  readonly reason: string
}

export interface BlameOptions {
  readonly cases: readonly TestCase[]
  readonly components: readonly Component[]
  readonly graph?: WorkflowGraph
  /** Results of other candidates on the same cases, with traces: a case that does better there tells which node matters. */
  readonly others?: readonly TestResult[]
  readonly votes?: readonly BlameVote[]
}

export interface ComponentBlame {
  readonly componentId: string
  readonly nodeId: string
  /** Its part of everything that went wrong; the parts of all components sum to 1, or are all 0. */
  readonly share: number
  /** The strongest first. */
  readonly evidence: readonly BlameSignal[]
}

/**
 * Says which components to change, from results with traces. Each case that is not perfect gives out its loss (1 − score, times its weight)
 * among the nodes that signals point at: expectations of nodes and errors where there are such, else a wrong branch, else the first
 * divergence; contrasts and votes come on top. Components of one node share alike.
 */
export function nodeBlame(results: readonly TestResult[], options: BlameOptions): ComponentBlame[] {
  const { cases, components, graph } = options
  const editable = new Set(components.map(({ nodeId }) => nodeId))
  const nodes: EditableNodes = { editable, ...(graph === undefined ? {} : { graph }) }
  const observed = observeRuns(results, cases)
  const failing = observed.filter(({ result }) => result.status !== 'passed')
  const passing = observed.filter(({ result }) => result.status === 'passed')
  const context = { ...options, nodes, passing, carriers: factCarriers(passing), others: bestByCase(options) }
  const signals = failing.flatMap((run) => weighed(signalsOf(run, context), run))
  return sharesOf(components, signals)
}

interface BlameContext extends Omit<BlameOptions, 'others'> {
  readonly nodes: EditableNodes
  readonly passing: readonly ObservedRun[]
  readonly carriers: ReadonlySet<string>
  readonly others: ReadonlyMap<string, ObservedRun>
}

/** For each case the result of another candidate that did best. */
function bestByCase({ others = [], cases }: BlameOptions): ReadonlyMap<string, ObservedRun> {
  const best = new Map<string, ObservedRun>()
  for (const run of observeRuns(others, cases)) {
    const known = best.get(run.testCase.case_id)
    if ((run.result.score ?? 0) > (known?.result.score ?? -1)) best.set(run.testCase.case_id, run)
  }
  return best
}

function signalsOf(run: ObservedRun, { nodes, passing, carriers, others, votes = [] }: BlameContext): BlameSignal[] {
  const { result } = run
  const other = others.get(result.case_id)
  const contrast = other !== undefined && (other.result.score ?? 0) > (result.score ?? 0)
  return [
    ...inferred(run, { nodes, passing, carriers }),
    ...(contrast ? contrastBlame(run, other, nodes) : []),
    ...votes.flatMap(({ nodeId, caseId, reason }) =>
      caseId === result.case_id && nodes.editable.has(nodeId)
        ? [{ nodeId, caseId, source: 'vote' as const, weight: voteWeight, reason }]
        : [],
    ),
  ]
}

/** What can be told from the run itself, the surest kind of signal that there is, with a weight of 1 in all. */
function inferred(
  run: ObservedRun,
  { nodes, passing, carriers }: Pick<BlameContext, 'nodes' | 'passing' | 'carriers'>,
): BlameSignal[] {
  const direct = [...scopedBlame(run, nodes), ...errorBlame(run, nodes)]
  if (direct.length > 0) return scaled(direct, 1)
  const route = routeBlame(run, passing, nodes)
  return scaled(route.length > 0 ? route : divergenceBlame(run, carriers, nodes), 1)
}

function weighed(signals: readonly BlameSignal[], { testCase, result }: ObservedRun): BlameSignal[] {
  return scaled(signals, (1 - (result.score ?? 0)) * testCase.weight)
}

/** The same signals with weights that sum to `total`. */
function scaled(signals: readonly BlameSignal[], total: number): BlameSignal[] {
  const sum = signals.reduce((all, { weight }) => all + weight, 0)
  return signals.map((signal) => Object.assign({}, signal, { weight: sum === 0 ? 0 : (signal.weight / sum) * total }))
}

function sharesOf(components: readonly Component[], signals: readonly BlameSignal[]): ComponentBlame[] {
  const total = signals.reduce((sum, { weight }) => sum + weight, 0)
  return components
    .map(({ id, nodeId }) => {
      const evidence = signals
        .filter((signal) => signal.nodeId === nodeId)
        .toSorted((one, other) => other.weight - one.weight)
      const mass = evidence.reduce((sum, { weight }) => sum + weight, 0)
      const siblings = components.filter((component) => component.nodeId === nodeId).length
      return { componentId: id, nodeId, share: total === 0 ? 0 : mass / total / siblings, evidence }
    })
    .toSorted((one, other) => other.share - one.share)
}
