import { phraseOf, type Topic } from './topic.ts'

/** A short text about the topic that says what it is; a numbered list where the prompt asks for a list. */
export function writeProse(prompt: string, topic: Topic): string {
  const isChinese = topic.language === 'zh'
  const points = Array.from({ length: 3 }, (_, index) => phraseOf(topic, index, 4))
  if (/\b(?:list|bullet|numbered|outline|steps)\b|列出|列表|清单|要点|大纲|步骤/i.test(prompt)) {
    const head = isChinese ? '模拟回复：' : 'Simulated reply:'
    return [head, ...points.map((point, index) => `${index + 1}. ${point}`)].join('\n')
  }
  const [first, second, third] = points
  return isChinese
    ? `模拟回复：关于${first}，以下是简要说明。首先是${second}；其次是${third}。`
    : `Simulated reply: this is about ${first}. It touches on ${second} and ends with ${third}.`
}
