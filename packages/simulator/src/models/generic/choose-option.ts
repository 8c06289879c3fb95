import type { Topic } from './topic.ts'

/** One of the words that a prompt allows for an answer. @returns undefined when it does not ask for one of a few. */
export function chooseOption(prompt: string, topic: Topic): string | undefined {
  for (const pattern of demands) {
    const [, list = ''] = pattern.exec(prompt) ?? []
    const options = Array.from(list.matchAll(/["'“‘`]([^"'“”‘’`\n]{1,30})["'”’`]/g), ([, option = '']) => option)
    const bare = options.length > 0 ? options : (list.match(/\b(?:yes|no|true|false)\b|是|否/gi) ?? [])
    const distinct = Array.from(new Set(bare))
    if (distinct.length > 1) return distinct[Math.floor(topic.draw('option') * distinct.length)]
  }
  return /\b(?:only|just)\b[^.\n]{0,30}\b(?:a|the) (?:single )?(?:number|integer|score)\b|只(?:需)?(?:输出|返回)[^。\n]{0,10}(?:数字|分数)/i.test(
    prompt,
  )
    ? String(1 + Math.floor(topic.draw('number') * 9))
    : undefined
}

const demands = [
  /\b(?:only|just|either|one of)\b([^.\n]{3,160})/i,
  /(?:只能?|仅|请)(?:输出|返回|回答|回复)([^。\n]{2,120})/,
] as const
