import { applicableRules } from './applicable-rules.ts'
import { rightFragment } from './fragments.ts'
import type { Rule } from './rule.ts'
import type { SeparatedPrompt } from './separate-prompt.ts'
import type { CaseFacts, NodePlan } from './world.ts'

export interface Examples {
  readonly node: NodePlan
  readonly prompt: SeparatedPrompt
  /** The case that the prompt is about, which is no example. */
  readonly subject: CaseFacts | undefined
}

/** How many examples in a prompt show what a rule asks for: a case that it applies to, and the right result beside it. */
export function countDemonstrations(rule: Rule, { node, prompt, subject }: Examples): number {
  const examples = new Set(prompt.data.map(({ facts }) => facts).filter((facts) => facts !== subject))
  return Array.from(examples).filter((example) => {
    if (!applicableRules(node, example).includes(rule)) return false
    const right = rightFragment(rule, example)
    return right !== undefined && prompt.instructions.includes(right)
  }).length
}
