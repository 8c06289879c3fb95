import { createRandom } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import { NodeBandit } from '../evidence/node-bandit.ts'
import { CandidateGates } from '../gates/candidate-gates.ts'
import { leakSource } from '../gates/leak-index.ts'
import { ObservationStore } from '../race/observation-store.ts'
import { HypothesisMemory } from '../reflect/hypothesis-memory.ts'
import { Reflector } from '../reflect/reflector.ts'
import { createCandidate } from '../search/candidate.ts'
import type { CaseSplit } from '../splits/split-cases.ts'
import type { BudgetPlan } from './budget/budget-plan.ts'
import type { CampaignEvent } from './campaign-event.ts'
import type { CampaignOptions } from './campaign-options.ts'
import { journaledEvaluate, type JournalPorts } from './journal/journaled-evaluate.ts'
import { journaledModel } from './journal/journaled-model.ts'
import { RuleReader } from './search/rule-features.ts'
import type { SearchStrategies } from './search/search-strategies.ts'
import type { Search } from './search/search.ts'

export interface OpenSearchOptions extends JournalPorts {
  readonly split: CaseSplit
  readonly plan: BudgetPlan
  readonly strategies: SearchStrategies
  readonly emit: (event: CampaignEvent) => void
}

/** Puts together what a search works with. */
export function openSearch(
  options: CampaignOptions,
  { split, plan, strategies, emit, ...ports }: OpenSearchOptions,
): Search {
  const { components, graph, steps, glossary, seed: number = 0, signal, reflectionPrice } = options
  const name = String(number)
  const randomFor = (purpose: string): ReturnType<typeof createRandom> => createRandom(`${name}/${purpose}`)
  const texts = Object.fromEntries(components.map(({ id, text }) => [id, text]))
  const seed = createCandidate({ texts, origin: 'seed' })
  const price = reflectionPrice === undefined ? {} : { price: reflectionPrice }
  return {
    name,
    components,
    cases: inTurn(randomFor('train').shuffle(split.train), randomFor('selection').shuffle(split.selection)),
    readable: split.train,
    folds: split.folds,
    evaluate: journaledEvaluate(options.evaluate, ports),
    ...(options.reflectionModel === undefined
      ? {}
      : { reflector: new Reflector({ model: journaledModel(options.reflectionModel, { ...ports, ...price }) }) }),
    strategies,
    gates: new CandidateGates(components, {
      sources: split.train.map((testCase) => leakSource(testCase)),
      ...(glossary === undefined ? {} : { glossary }),
    }),
    store: new ObservationStore(),
    spending: ports.spending,
    plan,
    seed,
    archive: new Map([[seed.id, seed]]),
    rules: new RuleReader(components),
    origins: new Map(),
    noted: new Set(),
    memory: new HypothesisMemory(),
    bandit: new NodeBandit(),
    emit,
    randomFor,
    ...(graph === undefined ? {} : { graph }),
    ...(steps === undefined ? {} : { steps }),
    ...(signal === undefined ? {} : { signal }),
  }
}

/** Two of those that may be read, then one of the others; each case once. */
function inTurn(readable: readonly TestCase[], others: readonly TestCase[]): TestCase[] {
  const known = new Set(readable)
  const rest = others.filter((testCase) => !known.has(testCase))
  const order: TestCase[] = []
  for (let index = 0; index < Math.max(readable.length, rest.length); index += 1)
    order.push(...readable.slice(2 * index, 2 * index + 2), ...rest.slice(index, index + 1))
  return order
}
