import type { Component, ComponentTexts } from '../search/component.ts'
import type { HypothesisLabel } from '../search/hypothesis.ts'

/** What one node did in a run of a case. */
export interface NodeExcerpt {
  readonly nodeId: string
  /** The messages as the model got them, variables filled in; empty where nobody knows them. */
  readonly prompts: readonly { readonly role: string; readonly text: string }[]
  readonly output: string
  readonly error: string | null
}

/** One expectation that a run did not meet. */
export interface FailedExpectation {
  /** The node whose output was looked at; absent for the final output. */
  readonly nodeId?: string
  readonly reason: string
  readonly expected?: string
  readonly actual?: string
}

/** A run of a case as evidence. Texts may be long: the reflection shortens them. */
export interface CaseExcerpt {
  readonly caseId: string
  /** Whether it shows what must keep working, and not what goes wrong. */
  readonly isPassing: boolean
  readonly inputs: string
  /** In the order in which they ran. */
  readonly nodes: readonly NodeExcerpt[]
  readonly output: string
  /** What the final output should be, where the case says so. */
  readonly expected?: string
  readonly failed: readonly FailedExpectation[]
  /** The cluster that it belongs to. */
  readonly clusterId?: string
}

/** Failures of one kind, counted over all cases that reflection may know. */
export interface ClusterSummary {
  readonly id: string
  /** The node to blame; absent when nobody knows. */
  readonly nodeId?: string
  readonly description: string
  readonly cases: number
  /** How many cases there are in all. */
  readonly of: number
}

/** An edit that was tried before. */
export interface TriedEdit {
  readonly component: string
  readonly hypothesis: HypothesisLabel
  /** What it said or did. */
  readonly summary: string
  readonly isAccepted: boolean
  /** The mean difference of the score, from −1 to 1; `null` when it was turned away before any run. */
  readonly gain: number | null
  /** Why it was turned away, in a sentence. */
  readonly reason?: string
}

/** Something that the static analysis noticed. */
export interface StaticNote {
  readonly component: string
  readonly message: string
  readonly fix: string
}

/** A step of the workflow, for the map. */
export interface WorkflowStep {
  readonly nodeId: string
  readonly title: string
  readonly type: string
  readonly reads: readonly string[]
  readonly writes: readonly string[]
}

/** What a reflection is after. The last three need no cases: `guided` mends findings, `clarity` wording, `efficiency` length. */
export type ReflectionAim = 'failures' | 'guided' | 'clarity' | 'efficiency'

/** One question to the reflection model. */
export interface ReflectionJob {
  readonly aim: ReflectionAim
  /** All components; those that are not chosen are not shown. */
  readonly components: readonly Component[]
  /** The wording that is to be improved. */
  readonly texts: ComponentTexts
  /** Ids of the components that may be edited. */
  readonly chosen: readonly string[]
  /** The workflow in the order of its steps. Default: the nodes of the components. */
  readonly steps?: readonly WorkflowStep[]
  readonly cases?: readonly CaseExcerpt[]
  readonly clusters?: readonly ClusterSummary[]
  readonly tried?: readonly TriedEdit[]
  readonly notes?: readonly StaticNote[]
  /** Labels that edits may carry. Default: all that justify an edit. */
  readonly hypotheses?: readonly HypothesisLabel[]
  /** Whether the structure is in doubt, so that whole texts are to be written anew. */
  readonly wantsRewrite?: boolean
  /** The most tokens that the question may have, by our estimate; 24,000 by default. Cases are shortened to fit. */
  readonly maxTokens?: number
}
