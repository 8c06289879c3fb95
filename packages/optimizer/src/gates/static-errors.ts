import type { Prompt } from '@autoopt/storage-core'
import type { Finding } from '../analysis/finding.ts'
import { PromptAnalyzer } from '../analysis/prompt-analyzer.ts'
import { readPromptContext } from '../analysis/prompt-context.ts'
import type { Component, ComponentTexts } from '../search/component.ts'
import type { Gate, GateProblem, Proposal } from './gate.ts'

/** Turns away what brings in an error of the static analysis: an unclosed tag, a contradiction, a secret. Others stay. */
export function staticErrors(components: readonly Component[]): Gate {
  const analyzer = new PromptAnalyzer()
  const errorsIn = (prompt: Prompt): Finding[] =>
    analyzer.analyzePrompt(prompt).issues.filter(({ severity }) => severity === 'error')
  const seedTexts = Object.fromEntries(components.map(({ id, text }) => [id, text]))
  const known = new Map<string, ReadonlyMap<string, number>>()
  const seedErrors = (component: Component): ReadonlyMap<string, number> => {
    const counts = known.get(component.id) ?? countRules(errorsIn(promptOf(component, components, seedTexts)))
    known.set(component.id, counts)
    return counts
  }
  return ({ changed, texts }: Proposal) =>
    changed.flatMap(({ component }): GateProblem[] => {
      const left = new Map(seedErrors(component))
      return errorsIn(promptOf(component, components, texts))
        .filter(({ rule }) => {
          const allowed = left.get(rule) ?? 0
          left.set(rule, allowed - 1)
          return allowed <= 0
        })
        .map(({ message, fix }) => ({ gate: 'static', component: component.id, message: `${message} ${fix}` }))
    })
}

function countRules(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  return counts
}

/** The prompt with a new text, among the new texts of its node's other messages. */
function promptOf(component: Component, all: readonly Component[], texts: ComponentTexts): Prompt {
  const context = readPromptContext(component.prompt.context)
  const siblings = context.siblings.map((sibling) => {
    const own = all.find(({ nodeId, slot }) => nodeId === component.nodeId && slot === sibling.slot)
    return Object.assign({}, sibling, { text: texts[own?.id ?? ''] ?? sibling.text })
  })
  const text = texts[component.id] ?? component.text
  return { ...component.prompt, text, context: { ...component.prompt.context, siblings } }
}
