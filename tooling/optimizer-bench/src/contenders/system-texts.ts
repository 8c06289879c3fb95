import type { WorldPrompts } from '@autoopt/simulator'

/** The system message of each node: what rewriting contenders change. Messages that carry the data stay as they are. */
export function systemTexts(prompts: WorldPrompts): Record<string, string> {
  const entries = Object.entries(prompts).map(([node, messages]) => [
    node,
    messages.find(({ role }) => role === 'system')?.text ?? '',
  ])
  return Object.fromEntries(entries) as Record<string, string>
}

/** The prompts with other system messages; nodes that are not named keep theirs. */
export function withSystemTexts(prompts: WorldPrompts, texts: Readonly<Record<string, string>>): WorldPrompts {
  return Object.fromEntries(
    Object.entries(prompts).map(([node, messages]) => [
      node,
      messages.map((message) =>
        message.role === 'system' ? { ...message, text: texts[node] ?? message.text } : message,
      ),
    ]),
  )
}
