import type { TestResult } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import type { WorkflowGraph } from '@autoopt/dsl'
import { PromptAnalyzer } from '../analysis/prompt-analyzer.ts'
import { failureClusters } from '../evidence/failure-clusters.ts'
import { nodeBlame } from '../evidence/node-blame.ts'
import type { Component } from '../search/component.ts'

/**
 * What could be better. `failure`: an expectation that several runs do not meet. `error`: runs that break down. `prompt`: a prompt that
 * is to blame for what went wrong. `finding`: an error that the static analysis sees. `flaky`: cases that pass and fail by turns.
 * `latency`, `cost`: a step that takes most of the time, or of the tokens.
 */
export type OpportunityKind = 'failure' | 'error' | 'prompt' | 'finding' | 'flaky' | 'latency' | 'cost'

export interface Opportunity {
  readonly kind: OpportunityKind
  /** The prompt or the node that it is about; absent when it is about the whole. */
  readonly componentId?: string
  readonly nodeId?: string
  /** By how much the mean score would rise if nothing of it were left, from 0 to 1; 0 where it does not touch the score. */
  readonly headroom: number
  /** A plain sentence. */
  readonly description: string
  /** Ids of the cases that show it. */
  readonly caseIds: readonly string[]
}

export interface OpportunityInput {
  readonly components: readonly Component[]
  readonly cases: readonly TestCase[]
  /** Of the baseline, with traces where there are some. */
  readonly results: readonly TestResult[]
  readonly graph?: WorkflowGraph
}

/** A step that takes more than this share of the whole stands out. */
const largeShare = 0.5

/** The first stage: finds out what there is to gain, and where. */
export class OpportunityAnalyzer {
  readonly #analyzer = new PromptAnalyzer()

  /** The greatest first; what does not touch the score comes last. */
  analyze(input: OpportunityInput): Opportunity[] {
    const scored = input.results.filter(({ score }) => score !== null)
    return [
      ...failures(scored),
      ...blamed(input, scored),
      ...flaky(scored),
      ...heavySteps(scored),
      ...this.#findings(input.components),
    ].toSorted((one, other) => other.headroom - one.headroom)
  }

  #findings(components: readonly Component[]): Opportunity[] {
    return components.flatMap(({ id, nodeId, prompt }) =>
      this.#analyzer
        .analyzePrompt(prompt)
        .issues.filter(({ severity }) => severity === 'error')
        .map(({ message }) => ({
          kind: 'finding' as const,
          componentId: id,
          nodeId,
          headroom: 0,
          description: message,
          caseIds: [],
        })),
    )
  }
}

function failures(results: readonly TestResult[]): Opportunity[] {
  const broken = new Set(results.filter(({ error }) => error !== null).map(({ case_id }) => case_id))
  return failureClusters(results).clusters.map(({ nodeId, description, caseIds }): Opportunity => {
    const kind = caseIds.every((id) => broken.has(id)) ? 'error' : 'failure'
    const opportunity = { kind, headroom: lossOf(results, new Set(caseIds)), description, caseIds } as const
    return nodeId === undefined ? opportunity : Object.assign(opportunity, { nodeId })
  })
}

function blamed({ components, cases, graph }: OpportunityInput, results: readonly TestResult[]): Opportunity[] {
  const total = lossOf(results)
  const blame = nodeBlame(results, { cases, components, ...(graph === undefined ? {} : { graph }) })
  return blame
    .filter(({ share }) => share > 0)
    .map(({ componentId, nodeId, share, evidence }) => ({
      kind: 'prompt' as const,
      componentId,
      nodeId,
      headroom: share * total,
      description:
        `It is to blame for ${Math.round(share * 100)} % of what is missing. ${evidence[0]?.reason ?? ''}`.trim(),
      caseIds: [...new Set(evidence.map(({ caseId }) => caseId))],
    }))
}

/** The mean of what is missing to a full score, of all results, counting only those of some cases. */
function lossOf(results: readonly TestResult[], caseIds?: ReadonlySet<string>): number {
  const lost = results
    .filter(({ case_id }) => caseIds?.has(case_id) ?? true)
    .reduce((sum, { score }) => sum + 1 - (score ?? 1), 0)
  return results.length === 0 ? 0 : lost / results.length
}

function flaky(results: readonly TestResult[]): Opportunity[] {
  const outcomes = new Map<string, Set<string>>()
  for (const { case_id, status } of results) outcomes.set(case_id, (outcomes.get(case_id) ?? new Set()).add(status))
  const caseIds = [...outcomes].filter(([, statuses]) => statuses.size > 1).map(([caseId]) => caseId)
  if (caseIds.length === 0) return []
  const description = `${caseIds.length} cases pass and fail by turns: more repeats are needed to tell a gain from luck.`
  return [{ kind: 'flaky', headroom: 0, description, caseIds }]
}

function heavySteps(results: readonly TestResult[]): Opportunity[] {
  const totals = new Map<string, { ms: number; tokens: number }>()
  for (const { node_id, elapsed_ms, total_tokens } of results.flatMap(({ nodes }) => nodes)) {
    const { ms, tokens } = totals.get(node_id) ?? { ms: 0, tokens: 0 }
    totals.set(node_id, { ms: ms + elapsed_ms, tokens: tokens + total_tokens })
  }
  if (totals.size < 2) return []
  const sums = Array.from(totals.values()).reduce((sum, { ms, tokens }) => ({
    ms: sum.ms + ms,
    tokens: sum.tokens + tokens,
  }))
  const slow = Array.from(totals, ([nodeId, { ms }]) => heavy('latency', { nodeId, share: ms / sums.ms, of: 'time' }))
  const dear = Array.from(totals, ([nodeId, { tokens }]) =>
    heavy('cost', { nodeId, share: tokens / sums.tokens, of: 'tokens' }),
  )
  return [...slow, ...dear].flat()
}

function heavy(
  kind: 'latency' | 'cost',
  { nodeId, share, of }: { readonly nodeId: string; readonly share: number; readonly of: string },
): Opportunity[] {
  if (!(share > largeShare)) return []
  const description = `${nodeId} takes ${Math.round(share * 100)} % of the ${of} of a run.`
  return [{ kind, nodeId, headroom: 0, description, caseIds: [] }]
}
