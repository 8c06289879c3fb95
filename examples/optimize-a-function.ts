/** Optimizes the two prompts of a plain function: no workflow, no Dify. The models are mocks; any of the AI SDK will do. */
import { type TestCase, testCaseSchema } from '@autoopt/config'
import { componentsFromTexts, evaluateProgram, type Program, runCampaign } from '@autoopt/optimizer'
import { generateText } from 'ai'
import { reflectionModel, taskModel } from './mock-models.ts'

const components = componentsFromTexts({
  sort: 'Say what kind of letter this is.\n\n{{letter}}',
  reply: 'Reply to the letter.\n\n{{letter}}\n\nIt is a {{kind}}.',
})

/** The program: it sorts a letter, then replies to it. */
const answerLetter: Program = async (prompts, { inputs }, { repeat, record }) => {
  const ask = async (node: string, values: Record<string, unknown>): Promise<string> => {
    const prompt = (prompts[node] ?? '').replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]))
    const headers = { 'x-repeat-index': String(repeat) }
    const { text, usage } = await generateText({ model: taskModel, prompt, headers })
    const { inputTokens = 0, outputTokens = 0 } = usage
    record({ node, messages: [{ role: 'user', text: prompt }], output: text, inputTokens, outputTokens, costUsd: 0 })
    return text
  }
  const kind = await ask('sort', inputs)
  return ask('reply', { ...inputs, kind })
}

const letters = ['My parcel is late.', 'The lamp is broken.', 'Thank you for the help.', 'Where is my invoice?']
const cases: TestCase[] = Array.from({ length: 28 }, (_, index) =>
  testCaseSchema.parse({
    case_id: `letter-${index + 1}`,
    inputs: { letter: `${letters[index % letters.length]} Yours, customer ${index + 1}` },
    assertions: [
      { type: 'contains', value: 'Dear customer' },
      { type: 'contains', value: 'Kind regards' },
      { type: 'equals', value: 'letter', node: 'sort' },
    ],
  }),
)

for await (const event of runCampaign({
  components,
  cases,
  evaluate: evaluateProgram(answerLetter, { components }),
  reflectionModel,
  budget: 'light',
})) {
  if (event.type === 'stage_decided') console.error(`${event.stage}: ${event.decision}. ${event.reason}`)
  if (event.type === 'finished') {
    const { verdict, reason, best } = event.result
    console.log(`${verdict}: ${reason}\n`)
    for (const [id, text] of Object.entries(best.texts)) console.log(`--- ${id}\n${text}\n`)
  }
}
