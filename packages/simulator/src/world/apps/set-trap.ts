import type { Draft } from '../draft.ts'
import { phraseRule } from '../phrase-rule.ts'
import type { Rule } from '../rule.ts'
import type { NodePlan, WorldPrompt } from '../world.ts'

/** Makes the seed prompts mislead: by the order of answer and reasons, by rules that are wrong, or by the language. */
export function setTrap(draft: Draft, nodes: readonly NodePlan[], seed: number): NodePlan[] {
  const trap = [misorder, contradict, mistakeLanguage][seed % 3] ?? misorder
  return nodes.map((node) => trap(draft, node))
}

/** Answering before reasoning costs the better part; the reverse order makes good for it. */
function misorder(draft: Draft, node: NodePlan): NodePlan {
  const rules = node.rules.filter(({ kind }) => kind === 'label').map(({ id }) => id)
  return {
    ...node,
    prompts: withSentence(node, draft.say('Give the answer first and then explain it.', '先给出答案，然后说明。')),
    directives: [
      ...node.directives,
      { directive: 'answer-first', rules, factor: 0.6 },
      { directive: 'reason-first', rules, factor: 1.6 },
    ],
  }
}

/** Two rules say the wrong thing. */
function contradict(draft: Draft, node: NodePlan): NodePlan {
  const chosen = node.rules.filter(({ kind }) => kind === 'open' || kind === 'close').slice(0, 2)
  const mislead = (rule: Rule): Rule => {
    const other = node.rules.find(({ kind, id }) => kind === rule.kind && chosen.every((one) => one.id !== id))
    return { ...rule, value: other?.value ?? rule.value }
  }
  const { language, features, random } = draft
  const sentences = chosen.map((rule) => phraseRule(mislead(rule), { language, features, choice: random.next() }))
  return { ...node, prompts: withSentence(node, sentences.join('\n')) }
}

function mistakeLanguage(draft: Draft, node: NodePlan): NodePlan {
  return { ...node, prompts: withSentence(node, draft.say('Reply in Chinese.', '用英文回复。')) }
}

function withSentence(node: NodePlan, sentence: string): WorldPrompt[] {
  return node.prompts.map((prompt) =>
    prompt.role === 'system' ? { ...prompt, text: `${prompt.text}\n${sentence}` } : prompt,
  )
}
