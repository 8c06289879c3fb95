import type { WorldPrompts } from '@autoopt/simulator'

/** How many placeholders of the seed's messages are missing, message by message. */
export function lostPlaceholders(seed: WorldPrompts, prompts: WorldPrompts): number {
  return Object.entries(seed)
    .flatMap(([node, messages]) => messages.map(({ text }, index) => lostIn(text, prompts[node]?.[index]?.text ?? '')))
    .reduce((sum, lost) => sum + lost, 0)
}

function lostIn(seed: string, text: string): number {
  const held = placeholders(text)
  return placeholders(seed).filter((placeholder) => {
    const at = held.indexOf(placeholder)
    if (at >= 0) held.splice(at, 1)
    return at < 0
  }).length
}

function placeholders(text: string): string[] {
  return text.match(/\{\{.*?\}\}/g) ?? []
}
