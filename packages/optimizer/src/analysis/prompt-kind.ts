import type { PromptRole } from '@autoopt/dsl'
import { hasOwnText, onlyLabels } from './own-text.ts'
import type { PromptContext, SiblingPrompt } from './prompt-context.ts'

/**
 * What a prompt is for.
 *
 * - `lead`: gives its node's instructions; what the whole call lacks is charged here, once.
 * - `supporting`: says something beside the lead.
 * - `data`: passes variables on, perhaps with labels.
 * - `example`: a turn of a few-shot dialogue.
 * - `opaque`: its words all stand in code, quotes or examples, where wording is not judged.
 * - `empty`: no text.
 */
export type PromptKind = 'lead' | 'supporting' | 'data' | 'example' | 'opaque' | 'empty'

export interface KindedPrompt {
  readonly text: string
  /** The text with everything protected hidden. */
  readonly wording: string
  readonly role: PromptRole
  readonly context: PromptContext
}

/** Decides what a prompt is for, from its words, its role and its siblings. */
export function promptKindOf(prompt: KindedPrompt): PromptKind {
  const { text, wording, role, context } = prompt
  if (text.trim() === '') return 'empty'
  if (isFewShotTurn(prompt)) return 'example'
  if (!hasOwnText(text)) return 'data'
  if (!hasOwnText(wording)) return 'opaque'
  const others = context.siblings.filter(instructs)
  const mayCarryData = role !== 'system' && (others.length > 0 || !instructs(asSibling(prompt)))
  if (mayCarryData && text.includes('{{') && onlyLabels(wording)) return 'data'
  return isLead(prompt, others) ? 'lead' : 'supporting'
}

function isFewShotTurn({ role, context }: KindedPrompt): boolean {
  if (role === 'assistant') return true
  return role === 'user' && context.siblings.find((sibling) => !sibling.before)?.role === 'assistant'
}

function asSibling({ text, role, context }: KindedPrompt): SiblingPrompt {
  return { slot: context.slot, role, before: false, text }
}

function instructs({ slot, role, text }: SiblingPrompt): boolean {
  return slot !== 'memory_query' && role !== 'assistant' && role !== 'query' && hasOwnText(text)
}

/** The first system prompt leads, else the first prompt that instructs. */
function isLead(prompt: KindedPrompt, others: readonly SiblingPrompt[]): boolean {
  if (!instructs(asSibling(prompt))) return false
  const isSystem = prompt.role === 'system'
  return !others.some((other) => (other.role === 'system' ? other.before || !isSystem : other.before && !isSystem))
}
