import type { Draft } from '../draft.ts'
import type { NodePlan, WorldPlan, WorldPrompt } from '../world.ts'

/** The part of a world that depends on what its app is for. */
export type AppDraft = Pick<WorldPlan, 'nodes' | 'labels' | 'routes' | 'makeCase'>

/** The two messages of a node. */
export function twoMessages(system: readonly string[], user: readonly string[]): WorldPrompt[] {
  return [
    { role: 'system', text: system.join('\n') },
    { role: 'user', text: user.join('\n') },
  ]
}

/** A node with the manners that bear on its rules. */
export function withEffects(draft: Draft, node: Omit<NodePlan, 'directives'>): NodePlan {
  return { ...node, directives: draft.effects(node.rules) }
}

/** The text of a case: its reference, a salutation, and what it says, on one line. */
export function caseText(draft: Draft, ref: string, body: string): string {
  return draft.say(`[${ref}] Dear team, ${body} Kind regards.`, `[${ref}] 您好，${body}谢谢。`)
}

/** The message, as a node without upstream reads it. */
export function messageInput(draft: Draft): string[] {
  return [draft.say('Message:', '消息：'), '{{#start.text#}}']
}
