/** Two models that are none: one follows the few rules that it knows, the other thinks of them when it sees what is missing. */
import { MockLanguageModelV4 } from 'ai/test'

const rules = [
  { rule: 'Begin with “Dear customer”.', prompt: 'reply', missing: 'Dear customer', effect: 'Dear customer, ' },
  { rule: 'End with “Kind regards”.', prompt: 'reply', missing: 'Kind regards', effect: ' Kind regards' },
  { rule: 'Say one word.', prompt: 'sort', missing: 'of some sort', effect: 'letter' },
] as const

export const taskModel = new MockLanguageModelV4({
  doGenerate: async ({ prompt, headers }) => {
    const asked = JSON.stringify(prompt)
    if (asked.includes('Say what kind'))
      return answer(asked.includes('Say one word') ? 'letter' : 'This seems to be a letter of some sort.')
    const isMindful = (asked.length + Number(headers?.['x-repeat-index'] ?? 0)) % 10 > 0
    const [opening, closing] = rules.map(({ rule, effect }) => (isMindful && asked.includes(rule) ? effect : ''))
    return answer(`${opening}we have read your letter.${closing}`)
  },
})

export const reflectionModel = new MockLanguageModelV4({
  doGenerate: async ({ prompt }) => {
    const asked = JSON.stringify(prompt)
    const wanted = rules.find(({ rule, missing }) => asked.includes(missing) && !asked.includes(rule))
    const edits =
      wanted === undefined
        ? []
        : [{ op: 'add', component: wanted.prompt, text: wanted.rule, hypothesis: 'output_format' }]
    return answer(JSON.stringify({ diagnosis: [], edits }))
  },
})

function answer(text: string): Awaited<ReturnType<MockLanguageModelV4['doGenerate']>> {
  return {
    content: [{ type: 'text', text }],
    finishReason: { unified: 'stop', raw: 'stop' },
    usage: {
      inputTokens: { total: 100, noCache: 100, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 20, text: 20, reasoning: 0 },
    },
    warnings: [],
  }
}
