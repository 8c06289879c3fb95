/** Takes the `<think>` blocks out of an answer, as Dify does with reasoning format `separated`. */
export function splitReasoning(answer: string): { readonly text: string; readonly reasoning: string } {
  const blocks = Array.from(answer.matchAll(thinking), ([, thought = '']) => thought.trim())
  const text = answer
    .replaceAll(thinking, '')
    .replaceAll(/\n\s*\n/g, '\n\n')
    .trim()
  return { text, reasoning: blocks.join('\n') }
}

const thinking = /<think[^>]*>(.*?)<\/think>/gis
