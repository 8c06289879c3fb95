import type { Language } from '../text/language.ts'
import type { Rule } from './rule.ts'
import type { DirectiveEffect } from './directives.ts'
import type { Feature } from './features.ts'

/** What a world is like; `createWorld` says what each family asks of an optimizer. */
export type Family = 'F1' | 'F2' | 'F3' | 'F4' | 'F5' | 'F6' | 'F7' | 'F8' | 'F9' | 'F10' | 'F11' | 'F12'

export type Split = 'train' | 'validation' | 'test'

/** One message of a node's prompt, with placeholders such as `{{#start.text#}}`. */
export interface WorldPrompt {
  readonly role: 'system' | 'user'
  readonly text: string
}

/** The prompts of an app by node id. */
export type WorldPrompts = Readonly<Record<string, readonly WorldPrompt[]>>

/** One expectation of an output, in the words of promptfoo. */
export interface Check {
  readonly type: 'equals' | 'contains' | 'not-contains' | 'starts-with' | 'regex' | 'is-json' | 'llm-rubric'
  readonly value?: string
  readonly weight: number
  /** The node whose output is meant; the last one when absent. */
  readonly node?: string
  /** What it looks at, in words that give no rule away. */
  readonly description: string
}

/** A test case, as test plans and datasets hold them. */
export interface WorldCase {
  readonly case_id: string
  readonly inputs: { readonly text: string }
  /** What the app should say, for whoever judges or rewrites. */
  readonly expected_outputs: { readonly text: string }
  /** What a tester sees. Where the metric is a judge, this is a rubric, and the truth is elsewhere. */
  readonly assertions: readonly Check[]
  /** The split that it belongs to. */
  readonly tags: readonly Split[]
}

/** What a case is made of, and what only the world knows. */
export interface CaseFacts {
  readonly ref: string
  readonly text: string
  readonly features: ReadonlySet<string>
  /** The branch that the case belongs to, in worlds with a router. */
  readonly route: string | undefined
  /** Fields of the text as written, by name; null where the text lacks one. */
  readonly fields: Readonly<Record<string, string | null>>
}

/** One node of the app, as the world sees it. */
export interface NodePlan {
  readonly id: string
  readonly title: string
  /** Whether it can do nothing with an upstream object that is wrapped in other words. */
  readonly readsJson?: true
  /** `label`: one of the labels; `json`: an object of fields; `list`: a line of items; `text`: a letter. */
  readonly form: 'label' | 'json' | 'list' | 'text'
  /** What a `list` lists. */
  readonly listName?: string
  /** Only cases of this route come here. */
  readonly route?: string
  readonly prompts: readonly WorldPrompt[]
  readonly rules: readonly Rule[]
  readonly directives: readonly DirectiveEffect[]
}

/** Everything about a world. The task model reads it; who optimizes must not. */
export interface WorldPlan {
  readonly name: string
  readonly family: Family
  readonly seed: number
  readonly salt: string
  readonly language: Language
  readonly nodes: readonly NodePlan[]
  readonly features: readonly Feature[]
  readonly labels: readonly string[]
  /** The branches and the label that leads to each, when the first node is a router. */
  readonly routes: readonly string[]
  readonly refPrefix: string
  readonly sizes: Readonly<Record<Split, number>>
  /** How far rules reach: 1 fully; 0 means that nothing in a prompt changes anything. */
  readonly reach: number
  /** Instructions that the model keeps in mind before each further one dilutes the rest. */
  readonly capacity: number
  readonly judge: JudgePlan
  readonly makeCase: (index: number) => CaseFacts
}

export interface JudgePlan {
  /** Whether testers see the judge's word only. */
  readonly isMetric: boolean
  /** Half the width of what it adds at random, in points of score (0 to 1). */
  readonly noise: number
  /** Score that a text twice as long as usual gains by its length. */
  readonly lengthBias: number
}
