import type { ChatMessage } from '../../chat/chat-request.ts'
import { findJsonShapes } from './read-json-shape.ts'
import type { Topic } from './topic.ts'

interface Category {
  readonly category_id: string
  readonly category_name: string
}

/**
 * Answers a question classifier: of the categories that the last message lists by id and name, the one that shares most
 * words with the message. @returns undefined when there are no categories.
 */
export function chooseCategory(messages: readonly ChatMessage[], topic: Topic): string | undefined {
  const asked = messages.findLast(({ role }) => role === 'user')?.text ?? messages.at(-1)?.text ?? ''
  const at = asked.lastIndexOf('categories')
  if (at < 0) return undefined
  const categories = findJsonShapes(asked.slice(at)).flatMap(({ value }) => categoriesOf(value))
  if (categories.length === 0) return undefined
  const text = asked.slice(0, at).toLowerCase()
  const scored = categories.map((category, index) => ({
    category,
    score:
      wordsOf(category.category_name).filter((word) => text.includes(word)).length + topic.draw('category', index) / 2,
  }))
  const best = scored.toSorted((left, right) => right.score - left.score)[0]
  return best && JSON.stringify({ keywords: topic.words.slice(0, 3), ...best.category })
}

function categoriesOf(value: unknown): Category[] {
  if (Array.isArray(value)) return value.flatMap(categoriesOf)
  if (typeof value !== 'object' || value === null) return []
  const { category_id: id, category_name: name } = value as Readonly<Record<string, unknown>>
  return typeof id === 'string' && typeof name === 'string' ? [{ category_id: id, category_name: name }] : []
}

function wordsOf(name: string): string[] {
  return (name.toLowerCase().match(/\p{Script=Han}{2}|[\p{L}\p{N}]{4,}/gu) ?? []) as string[]
}
