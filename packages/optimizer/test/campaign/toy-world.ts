import { createRandom, type TestResult } from '@autoopt/collector'
import { type TestCase, testCaseSchema } from '@autoopt/config'
import { MockLanguageModelV4 } from 'ai/test'
import type { CampaignOptions } from '../../src/campaign/campaign-options.ts'
import { componentsFromTexts } from '../../src/components/components-from-texts.ts'
import type { Evaluate } from '../../src/evaluate.ts'

/** What the answers of the toy app have to observe; a prompt that says "Mind <word>" mostly gets it. */
const words = ['amber', 'birch', 'cedar', 'delta']

export interface ToyWorldOptions {
  readonly seed?: string
  readonly cases?: number
  /** The one prompt that there is, where it is not the two of the toy app. */
  readonly component?: string
  /** How likely an expectation holds with its rule and without. */
  readonly rates?: readonly [withRule: number, without: number]
  /** A word whose rule breaks the first case, which must pass, in all draws but the first three. */
  readonly harmful?: string
  /** Told of each run and each question that is paid for. */
  readonly onPaid?: (what: string) => void
  /** Of each run and each question, in no particular order. */
  readonly delay?: () => Promise<void>
}

/** An app of two prompts whose answers get better with the rules that its prompts hold, and a model that thinks of such rules. */
export function toyWorld({
  seed = 'toy',
  cases: count = 30,
  component = 'reply',
  rates = [0.95, 0.3],
  harmful,
  onPaid = () => undefined,
  delay = async () => undefined,
}: ToyWorldOptions = {}): Required<Pick<CampaignOptions, 'components' | 'cases' | 'evaluate' | 'reflectionModel'>> {
  const components = componentsFromTexts({
    sort: 'Sort the letter.\n\n{{letter}}',
    reply: 'Reply to the letter.\n\n{{letter}}\n\n{{kind}}',
  })
  const cases = Array.from({ length: count }, (_, index) =>
    testCaseSchema.parse({
      case_id: `case-${index}`,
      inputs: { letter: `Letter number ${index} is about something.` },
      must_pass: harmful !== undefined && index === 0,
    }),
  )
  const evaluate: Evaluate = async function* (variant, chosen, { repeats, keepTraces }) {
    const texts = new Map(components.map(({ id, text }) => [id, text]))
    for (const { selector, strategy } of variant.nodes)
      if (selector.by_id !== undefined && strategy.mode === 'replace') texts.set(selector.by_id, strategy.content)
    const prompt = [...texts.values()].join('\n')
    for (const testCase of chosen)
      for (const repeat of repeats) {
        await delay()
        onPaid(`${variant.variant_id} ${testCase.case_id} ${repeat}`)
        const draws = createRandom(`${seed}/${prompt}/${testCase.case_id}/${repeat}`)
        const isBroken = harmful !== undefined && repeat > 2 && prompt.includes(`Mind ${harmful}`)
        const held = words.map((word) => {
          if (testCase.must_pass) return !isBroken
          return draws.next() < (prompt.includes(`Mind ${word}`) ? rates[0] : rates[1])
        })
        yield resultOf({ testCase, variantId: variant.variant_id, repeat, held, keepTraces })
      }
  }
  const reflectionModel = new MockLanguageModelV4({
    doGenerate: async ({ prompt, headers }) => {
      await delay()
      const text = JSON.stringify(prompt)
      const repeat = headers?.['x-repeat-index'] ?? ''
      onPaid(`question ${repeat} ${text.length}`)
      const missing = words.filter((word) => text.includes(`lacks ${word}`) && !text.includes(`Mind ${word}`))
      const idea = createRandom(`${seed}/${repeat}`).shuffle([...missing, 'nothing'])[0] ?? 'nothing'
      const edit = { op: 'add', component, text: `Mind ${idea}.`, hypothesis: 'missing_rule' }
      return answer(JSON.stringify({ diagnosis: [], edits: [edit] }))
    },
  })
  return { components, cases, evaluate, reflectionModel }
}

/** What a run costs in this world, in dollars and in model calls, and a question to the model. */
export const toyCosts = { run: 0.002, callsPerRun: 2, question: 0.01 } as const

function answer(text: string): Awaited<ReturnType<MockLanguageModelV4['doGenerate']>> {
  return {
    content: [{ type: 'text', text }],
    finishReason: { unified: 'stop', raw: 'stop' },
    usage: {
      inputTokens: { total: 100, noCache: 100, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 10, text: 10, reasoning: 0 },
    },
    providerMetadata: { autoopt: { cost_usd: toyCosts.question } },
    warnings: [],
  }
}

interface ToyRun {
  readonly testCase: TestCase
  readonly variantId: string
  readonly repeat: number
  readonly held: readonly boolean[]
  readonly keepTraces: boolean
}

const time = '2026-01-01T00:00:00.000Z'

function resultOf({ testCase, variantId, repeat, held, keepTraces }: ToyRun): TestResult {
  const score = held.filter(Boolean).length / held.length
  const node = { title: 'Reply', type: 'llm', status: 'succeeded', elapsed_ms: 5, total_tokens: 30, error: null }
  return {
    manifest_id: 'toy',
    workflow_id: 'toy',
    variant_id: variantId,
    case_id: testCase.case_id,
    case_sha256: testCase.case_id,
    repeat,
    status: score === 1 ? 'passed' : 'failed',
    score,
    gate_failed: false,
    unasserted: false,
    assertions: held.map((passed, index) => ({
      index,
      type: 'contains',
      subject: 'output',
      passed,
      score: Number(passed),
      weight: 1,
      gate: false,
      reason: passed ? 'It holds.' : `The reply lacks ${words[index]}.`,
    })),
    outputs: { text: 'a reply' },
    error: null,
    started_at: time,
    finished_at: time,
    elapsed_ms: 10,
    attempts: 1,
    input_tokens: 50,
    output_tokens: 10,
    total_tokens: 60,
    total_cost_usd: toyCosts.run,
    judge_tokens: 0,
    judge_cost_usd: 0,
    nodes: [
      { ...node, node_id: 'sort', total_cost_usd: toyCosts.run / 2 },
      { ...node, node_id: 'reply', total_cost_usd: toyCosts.run / 2 },
    ],
    tags: [],
    segments: {},
    weight: testCase.weight,
    must_pass: testCase.must_pass,
    simulated: true,
    ...(keepTraces ? { traces: [] } : {}),
  }
}
