import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createWorld,
  runCase,
  type Family,
  type RenderedMessage,
  type World,
  type WorldCase,
  type WorldPrompts,
} from '../../src/index.ts'
import { directives } from '../../src/world/directives.ts'
import { phraseRule } from '../../src/world/phrase-rule.ts'
import { ask, simulatorOf, someWorlds } from '../worlds.ts'

/** Families whose rules all fit into the model's mind. */
const roomy: readonly Family[] = ['F1', 'F2', 'F3', 'F4', 'F6', 'F11', 'F12']

interface Told {
  readonly world: World
  readonly rules: readonly { readonly node: string; readonly sentence: string }[]
}

const toldRules = fc
  .record({
    family: fc.constantFrom(...roomy),
    seed: fc.nat(20),
    choice: fc.double({ min: 0, max: 0.999, noNaN: true }),
  })
  .chain(({ family, seed, choice }) => {
    const world = createWorld({ family, seed: family === 'F11' ? seed * 5 + (seed % 4) : seed })
    const { features, language, nodes } = world.plan
    const all = nodes.flatMap((node) =>
      node.rules.map((rule) => ({ node: node.id, sentence: phraseRule(rule, { language, features, choice }) })),
    )
    return fc.shuffledSubarray(all, { minLength: 1 }).map((rules): Told => ({ world, rules }))
  })

function tell({ world, rules }: Told): WorldPrompts {
  return rules.reduce((prompts, { node, sentence }) => addLine(prompts, node, sentence), world.prompts)
}

function addLine(prompts: WorldPrompts, node: string, line: string): WorldPrompts {
  return Object.fromEntries(
    Object.entries(prompts).map(([id, messages]) => [
      id,
      messages.map(({ role, text }) => ({ role, text: id === node && role === 'system' ? `${text}\n${line}` : text })),
    ]),
  )
}

it('rises with every rule that is told, and falls with every one that is taken away', () => {
  fc.assert(
    fc.property(toldRules, ({ world, rules }) => {
      const fewer = world.truth.expectedScore(tell({ world, rules: rules.slice(0, -1) }))
      const more = world.truth.expectedScore(tell({ world, rules }))
      // A rule that needs what an earlier node was not told to say gains nothing yet, and is one more thing to slip on.
      const isChained = world.plan.nodes.some((node) => node.rules.some(({ needs }) => needs !== undefined))
      expect(more).toBeGreaterThan(isChained ? fewer - 0.001 : fewer)
    }),
    { numRuns: 60, seed: 1 },
  )
})

it('is what runs come to on average', async () => {
  for (const world of someWorlds) {
    const simulator = simulatorOf(world)
    for (const prompts of [world.prompts, world.truth.bestPrompts()]) {
      const scores: number[] = []
      const expected: number[] = []
      for (const one of world.cases.test.slice(0, 40))
        for (const repeat of ['0', '1']) {
          const outputs = await runCase(world, one, {
            prompts,
            ask: (messages) =>
              ask(simulator, { model: world.models.task, messages: [...messages] }, { 'x-repeat-index': repeat }),
          })
          scores.push(world.truth.scoreOutputs(one.case_id, outputs))
          expected.push(world.truth.expectedCaseScore(prompts, one.case_id))
        }
      const errors = scores.map((score, index) => score - (expected[index] ?? 0))
      const standardError = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0)) / errors.length
      expect(Math.abs(mean(errors))).toBeLessThan(4 * standardError + 1e-9)
    }
  }
})

/** What the best prompts gain over the seed: nothing in null worlds, next to nothing in saturated ones. */
const gains: Partial<Record<Family, readonly [least: number, most: number]>> = { F9: [0, 0], F10: [0, 0.02] }

it.each(someWorlds.map((world) => [world.name, world] as const))('knows how good prompts can get in %s', (_, world) => {
  const gain = world.truth.expectedScore(world.truth.bestPrompts()) - world.truth.expectedScore(world.prompts)
  const [least, most] = gains[world.family] ?? [0.4, 1]
  expect(gain).toBeGreaterThanOrEqual(least)
  expect(gain).toBeLessThanOrEqual(most)
})

it('cannot be moved by any words in a null world', () => {
  const world = createWorld({ family: 'F9', seed: 0 })
  const best = createWorld({ family: 'F1', seed: 0 }).truth.bestPrompts()['sort']?.[0]?.text ?? ''
  fc.assert(
    fc.property(fc.oneof(fc.lorem(), fc.constant(best)), (text) => {
      expect(world.truth.expectedScore(addLine(world.prompts, 'sort', text))).toBe(
        world.truth.expectedScore(world.prompts),
      )
    }),
    { numRuns: 20 },
  )
})

describe('what lowers the score of good prompts', () => {
  const world = createWorld({ family: 'F1', seed: 4 })
  const best = world.truth.bestPrompts()
  const score = world.truth.expectedScore(best)
  const rule = world.plan.nodes[0]?.rules[0]
  if (rule === undefined) throw new Error('a node has rules')
  const { features, labels } = world.plan
  const wording = { language: 'en', features, choice: 0.3 } as const

  it('more instructions than the model can keep in mind', () => {
    const filler = Array.from({ length: 12 }, (_, index) => `Remember the house custom number ${index} as well.`)
    expect(world.truth.expectedScore(addLine(best, 'sort', filler.join('\n')))).toBeLessThan(score - 0.1)
  })

  it('the same instructions at the end rather than at the beginning, once there are too many', () => {
    const filler = Array.from({ length: 20 }, (_, index) => `Remember the house custom number ${index} as well.`).join(
      '\n',
    )
    const sentence = phraseRule(rule, wording)
    const early = addLine(addLine(world.prompts, 'sort', sentence), 'sort', filler)
    const late = addLine(addLine(world.prompts, 'sort', filler), 'sort', sentence)
    expect(world.truth.expectedScore(late)).toBeLessThan(world.truth.expectedScore(early))
  })

  it('a rule that contradicts another', () => {
    const value = labels.find((label) => label !== rule.value) ?? ''
    expect(world.truth.expectedScore(addLine(best, 'sort', phraseRule({ ...rule, value }, wording)))).toBeLessThan(
      score - 0.03,
    )
  })

  it('a rule without its condition, for the cases that it does not fit', () => {
    const general = addLine(world.prompts, 'sort', phraseRule({ ...rule, features: [] }, wording))
    const misled = world.cases.test.filter((one) => one.expected_outputs.text !== rule.value)
    const labelShare = mean(misled.map((one) => world.truth.expectedCaseScore(general, one.case_id)))
    expect(labelShare).toBeLessThan(
      mean(misled.map((one) => world.truth.expectedCaseScore(world.prompts, one.case_id))) / 2,
    )
  })

  it('a lost placeholder, down to what the commonest label earns', () => {
    const blind = {
      sort: (best['sort'] ?? []).map(({ role, text }) => ({ role, text: text.replaceAll(/\{\{.*?\}\}/g, '') })),
    }
    const prior = world.plan.labels[0]
    const share = world.cases.test.filter((one) => one.expected_outputs.text === prior).length / 400
    expect(world.truth.expectedScore(blind)).toBeCloseTo(share, 1)
  })

  it('a manner that harms', () => {
    const harmful = world.plan.nodes[0]?.directives.filter(({ factor }) => factor < 1) ?? []
    const phrases = harmful.map(({ directive }) => directives.find(({ id }) => id === directive)?.phrases.en[0] ?? '')
    const neutral = world.truth.expectedScore(addLine(best, 'sort', 'The house was built long ago.'))
    for (const phrase of phrases)
      expect(world.truth.expectedScore(addLine(best, 'sort', `${phrase}.`))).toBeLessThan(neutral - 0.02)
    expect(phrases).toHaveLength(2)
  })
})

describe('cases in a prompt', () => {
  const world = createWorld({ family: 'F1', seed: 4 })
  const [one, ...others] = world.cases.train
  if (one === undefined) throw new Error('a world has cases')
  const average = (prompts: WorldPrompts, cases: readonly WorldCase[]): number =>
    mean(cases.map(({ case_id: id }) => world.truth.expectedCaseScore(prompts, id)))

  it('learnt by heart, help themselves and nobody else', () => {
    const line = `Treat a message like "${one.inputs.text.slice(0, 40)}" as it was expected.`
    const prompts = addLine(world.prompts, 'sort', line)
    expect(average(prompts, [one])).toBeGreaterThan(0.9)
    expect(average(prompts, others)).toBe(average(world.prompts, others))
  })

  it('given as examples with their results, help others like them, the more the better', () => {
    const alike = world.cases.test.filter(
      ({ expected_outputs: expected }) => expected.text === one.expected_outputs.text,
    )
    const show = (cases: readonly WorldCase[]): WorldPrompts =>
      cases.reduce(
        (prompts, { inputs, expected_outputs: expected }) =>
          addLine(prompts, 'sort', `Input: ${inputs.text}\nOutput: ${expected.text}`),
        world.prompts,
      )
    const [none, few, many] = [[], alike.slice(0, 4), alike.slice(0, 12)].map((cases) =>
      average(show(cases), alike.slice(12)),
    )
    expect(few).toBeGreaterThan(none ?? 1)
    expect(many).toBeGreaterThan(few ?? 1)
  })

  it('are scored as they are answered', async () => {
    const simulator = simulatorOf(world)
    const prompts = addLine(world.prompts, 'sort', `Input: ${one.inputs.text}\nOutput: ${one.expected_outputs.text}`)
    const errors: number[] = []
    for (const other of world.cases.test) {
      const ask1 = (messages: readonly RenderedMessage[]): Promise<string> =>
        ask(simulator, { model: world.models.task, messages })
      const outputs = await runCase(world, other, { prompts, ask: ask1 })
      errors.push(
        world.truth.scoreOutputs(other.case_id, outputs) - world.truth.expectedCaseScore(prompts, other.case_id),
      )
    }
    expect(Math.abs(mean(errors))).toBeLessThan(0.06)
  })
})

it('suffers in one segment from what helps another, unless the rule has its condition', () => {
  const world = createWorld({ family: 'F6', seed: 0 })
  const { features, language, nodes } = world.plan
  const ban = nodes[0]?.rules.find(({ polarity }) => polarity < 0)
  const demand = nodes[0]?.rules.find(({ value, polarity }) => value === ban?.value && polarity > 0)
  if (demand === undefined || ban === undefined) throw new Error('a value is wanted here and unwanted there')
  const say = (about: readonly string[]): WorldPrompts =>
    addLine(world.prompts, 'write', phraseRule({ ...demand, features: about }, { language, features, choice: 0 }))
  const feature = features.find(({ id }) => id === ban.features[0])
  const harmed = world.cases.test.find(({ inputs }) =>
    feature?.thing.en.some((thing) => inputs.text.includes(` ${thing}`)),
  )
  if (harmed === undefined) throw new Error('every segment has cases')
  const before = world.truth.expectedCaseScore(world.prompts, harmed.case_id)
  expect(world.truth.expectedCaseScore(say([]), harmed.case_id)).toBeLessThan(before - 0.1)
  expect(world.truth.expectedCaseScore(say(demand.features), harmed.case_id)).toBeGreaterThan(before - 0.1)
})

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
