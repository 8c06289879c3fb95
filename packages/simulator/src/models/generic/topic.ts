import { draw } from '../../random/draw.ts'
import type { ChatRequest } from '../../chat/chat-request.ts'
import { languageOf, type Language } from '../../text/language.ts'

/** What a request is about, for an answer that has to do with it without understanding it. */
export interface Topic {
  readonly language: Language
  /** Longer words and phrases of what was said last, in order. */
  readonly words: readonly string[]
  /** The same key, the same draws. */
  readonly draw: (...about: readonly (string | number)[]) => number
}

export function topicOf({ messages }: ChatRequest, key: string): Topic {
  const said = messages.findLast(({ role, text }) => role === 'user' && text.trim() !== '') ?? messages.at(-1)
  const text = said?.text.slice(-4000) ?? ''
  const words = Array.from(
    text.replaceAll(/https?:\S+/g, ' ').matchAll(/\p{Script=Han}{2,8}|[\p{L}\p{N}][\p{L}\p{N}'’-]{3,}/gu),
    ([word]) => word,
  )
  return {
    language: languageOf(messages.map((message) => message.text).join('\n')),
    words: Array.from(new Set(words)),
    draw: (...about) => draw(key, ...about),
  }
}

/** A few neighbouring words of the topic. */
export function phraseOf(topic: Topic, about: string | number, count = 3): string {
  const { words, language } = topic
  if (words.length === 0) return language === 'zh' ? '模拟内容' : 'simulated content'
  const start = Math.floor(topic.draw('phrase', about) * Math.max(1, words.length - count + 1))
  return words.slice(start, start + count).join(language === 'zh' ? '' : ' ')
}
