import type { Random } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import type { WorkflowGraph } from '@autoopt/dsl'
import type { Evaluate } from '../../evaluate.ts'
import type { NodeBandit } from '../../evidence/node-bandit.ts'
import type { CandidateGates } from '../../gates/candidate-gates.ts'
import type { ObservationStore } from '../../race/observation-store.ts'
import type { HypothesisMemory } from '../../reflect/hypothesis-memory.ts'
import type { WorkflowStep } from '../../reflect/reflection-job.ts'
import type { Reflector } from '../../reflect/reflector.ts'
import type { Candidate } from '../../search/candidate.ts'
import type { Component } from '../../search/component.ts'
import type { Edit } from '../../search/edit.ts'
import type { BudgetPlan } from '../budget/budget-plan.ts'
import type { Spending } from '../budget/spending.ts'
import type { CampaignEvent } from '../campaign-event.ts'
import type { SearchStrategies } from './search-strategies.ts'
import type { RuleReader } from './rule-features.ts'

/** What a search works with and what it has found so far. */
export interface Search {
  /** The seed of everything random in it. */
  readonly name: string
  readonly components: readonly Component[]
  readonly graph?: WorkflowGraph
  readonly steps?: readonly WorkflowStep[]
  /** All cases that are not held out, in the order in which they come into play. */
  readonly cases: readonly TestCase[]
  /** Those of them that reflection may read. */
  readonly readable: readonly TestCase[]
  /** Halves of the readable cases that reflections read in turns; empty when there are enough cases. */
  readonly folds: readonly (readonly TestCase[])[]
  readonly evaluate: Evaluate
  /** Absent when nobody is asked for changes. */
  readonly reflector?: Reflector
  readonly strategies: SearchStrategies
  readonly gates: CandidateGates
  readonly store: ObservationStore
  readonly spending: Spending
  readonly plan: BudgetPlan
  readonly seed: Candidate
  readonly archive: Map<string, Candidate>
  readonly rules: RuleReader
  /** The edit that first brought a rule, by the key of its feature. */
  readonly origins: Map<string, Edit>
  /** Keys of the features that somebody has been told about. */
  readonly noted: Set<string>
  readonly memory: HypothesisMemory
  readonly bandit: NodeBandit
  readonly emit: (event: CampaignEvent) => void
  /** A generator of its own for each purpose, so that one more draw here changes nothing there. */
  readonly randomFor: (purpose: string) => Random
  readonly signal?: AbortSignal
}
