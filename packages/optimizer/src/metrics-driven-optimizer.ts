import { DataCollector, type TestResult } from '@autoopt/collector'
import type { PromptPatch, TestCase } from '@autoopt/config'
import type { DslDocument } from '@autoopt/dsl'
import { componentsFromDsl } from './components/components-from-dsl.ts'
import { nodeBlame } from './evidence/node-blame.ts'
import type { OptimizerService } from './optimizer-service.ts'

export interface ResultsOptions {
  /** The cases of the results. With them, and with traces in the results, it is told which prompts are to blame. */
  readonly cases?: readonly TestCase[]
}

/** Below this a prompt has next to nothing to do with the failures. */
const leastShare = 0.1

/** Rewrites by rule the prompts that test results speak against. */
export class MetricsDrivenOptimizer {
  readonly #service: OptimizerService
  readonly #collector: DataCollector

  /** @param collector counts the results; hand one in to count on what it has seen before. */
  constructor(service: OptimizerService, collector: DataCollector = new DataCollector()) {
    this.#service = service
    this.#collector = collector
  }

  /** Patches for the prompts to blame for failures, or for all prompts where nothing tells them apart; none when nothing failed. */
  async optimizeBasedOnResults(
    document: DslDocument,
    results: readonly TestResult[],
    { cases = [] }: ResultsOptions = {},
  ): Promise<PromptPatch[]> {
    const metrics = this.#collector.aggregateMetrics(results)
    const failed = results.filter(({ status }) => status === 'failed' || status === 'error')
    if (failed.length === 0) return []
    const promptIds = blamedPrompts(document, failed, { cases, results })
    return this.#service.optimizeWithMetrics(document, metrics, promptIds === undefined ? {} : { promptIds })
  }
}

/** Undefined when nothing is known. */
function blamedPrompts(
  document: DslDocument,
  failed: readonly TestResult[],
  { cases, results }: { readonly cases: readonly TestCase[]; readonly results: readonly TestResult[] },
): string[] | undefined {
  const components = componentsFromDsl(document)
  const { graph } = document
  const known = failed.some(({ traces }) => traces !== undefined)
  const blame = known
    ? nodeBlame(results, { cases, components, ...(graph === undefined ? {} : { graph }) }).filter(
        ({ share }) => share >= leastShare,
      )
    : []
  if (blame.length > 0) return blame.map(({ componentId }) => componentId)
  const nodes = new Set(failed.flatMap((result) => failingNodes(result)))
  const own = components.filter(({ nodeId }) => nodes.has(nodeId)).map(({ id }) => id)
  return own.length === 0 ? undefined : own
}

function failingNodes({ assertions, error }: TestResult): string[] {
  const asserted = assertions.flatMap(({ passed, node }) => (passed || node === undefined ? [] : [node]))
  return error?.node_id === undefined ? asserted : [...asserted, error.node_id]
}
