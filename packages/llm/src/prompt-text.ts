import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'

/** All text that a call sends, tools and schemas included, files excluded. */
export function promptText({ prompt, tools, responseFormat }: LanguageModelV4CallOptions): string {
  const texts = prompt.flatMap(({ content }) =>
    typeof content === 'string' ? content : content.map((part) => (isFile(part) ? '' : partText(part))),
  )
  if (tools !== undefined) texts.push(JSON.stringify(tools))
  if (responseFormat?.type === 'json' && responseFormat.schema) texts.push(JSON.stringify(responseFormat))
  return texts.join('\n')
}

function isFile(part: { type: string }): boolean {
  return part.type === 'file' || part.type === 'reasoning-file'
}

function partText(part: object): string {
  return 'text' in part && typeof part.text === 'string' ? part.text : JSON.stringify(part)
}
