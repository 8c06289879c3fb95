import type { LanguageModelV4Content } from '@ai-sdk/provider'

/** All that a model wrote: its words, its reasoning and what it hands to tools. */
export function writtenText(content: readonly LanguageModelV4Content[]): string {
  return content
    .map((part) => {
      if (part.type === 'text' || part.type === 'reasoning') return part.text
      return part.type === 'tool-call' ? part.input : ''
    })
    .join('')
}
