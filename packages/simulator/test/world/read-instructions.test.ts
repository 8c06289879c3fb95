import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createWorld } from '../../src/index.ts'
import { phraseRule } from '../../src/world/phrase-rule.ts'
import { readInstructions } from '../../src/world/read-instructions.ts'
import type { Rule } from '../../src/world/rule.ts'
import { someWorlds } from '../worlds.ts'

const languages = ['en', 'zh'] as const
const wordings = 24

describe.each(languages)('wordings of rules in %s', (language) => {
  it('are all read as the rule that they put into words', () => {
    const misread: string[] = []
    for (const { plan } of someWorlds)
      for (const rule of plan.nodes.flatMap(({ rules }) => rules))
        for (let index = 0; index < wordings; index += 1) {
          const choice = (index + 0.5) / wordings
          const sentence = phraseRule(rule, { language, features: plan.features, choice })
          const { assertions } = readInstructions(plan, sentence)
          const [only] = assertions
          if (assertions.length !== 1 || only === undefined || !isSame(only, rule)) misread.push(sentence)
        }
    expect(misread).toEqual([])
  })

  it('are at least 20 for each rule', () => {
    for (const { plan } of someWorlds)
      for (const rule of plan.nodes.flatMap(({ rules }) => rules)) {
        const sentences = Array.from({ length: wordings }, (_, index) =>
          phraseRule(rule, { language, features: plan.features, choice: (index + 0.5) / wordings }),
        )
        expect(new Set(sentences).size).toBeGreaterThanOrEqual(20)
      }
  })
})

function isSame(read: ReturnType<typeof readInstructions>['assertions'][number], rule: Rule): boolean {
  return (
    read.kind === rule.kind &&
    read.slot === rule.slot &&
    read.value === rule.value &&
    read.polarity === rule.polarity &&
    read.strength === 1 &&
    read.unless.length === 0 &&
    read.features.toSorted().join() === rule.features.toSorted().join()
  )
}

const { plan } = createWorld({ family: 'F1', seed: 0 })
const [first, second] = plan.features
const [label = '', other = ''] = plan.labels
if (first === undefined || second === undefined) throw new Error('a world has features')
const one = `${first.state.en[0]} ${first.thing.en[0]}`
const two = `${second.state.en[1]} ${second.thing.en[1]}`

describe('what is written freely', () => {
  const about = [first.id]
  it.each([
    [`${label} is the answer whenever the ${first.thing.en[1]} is ${first.state.en[1]}`, label, 1, about, []],
    [`If there is ${one}, never answer ${label}`, label, -1, about, []],
    [`With ${one}, do not forget to answer ${label}`, label, 1, about, []],
    [`Choose ${label} unless there is ${one}`, label, 1, [], about],
    [`${one} → ${label}`, label, 1, about, []],
    [`Always answer ${label}`, label, 1, [], []],
    [`如果${first.thing.zh[0]}${first.state.zh[0]}，不要选择${label}`, label, -1, about, []],
    [`除非${first.thing.zh[0]}${first.state.zh[0]}，选择${label}`, label, 1, [], about],
  ] as const)('is understood: %s', (text, value, polarity, features, unless) => {
    const { assertions } = readInstructions(plan, text)
    expect(assertions).toMatchObject([{ kind: 'label', value, polarity, features, unless }])
  })

  it('gives each of two values in a sentence its own condition', () => {
    const { assertions } = readInstructions(plan, `For ${one} answer ${label}, for ${two} answer ${other}`)
    expect(assertions).toMatchObject([
      { value: label, features: [first.id] },
      { value: other, features: [second.id] },
    ])
  })

  it('turns round what stands behind "not" or "instead of"', () => {
    const { assertions } = readInstructions(plan, `For ${one} use ${label}, not ${other}`)
    expect(assertions.map(({ polarity }) => polarity)).toEqual([1, -1])
  })

  it('takes features joined by "and" together, and by "or" each alone', () => {
    const both = readInstructions(plan, `For ${one} and ${two} answer ${label}`).assertions
    const either = readInstructions(plan, `For ${one} or ${two} answer ${label}`).assertions
    expect(both.map(({ features }) => features.length)).toEqual([2])
    expect(either.map(({ features }) => features)).toEqual([[first.id], [second.id]])
  })

  it('takes a list of labels for a choice, and an example for an example', () => {
    expect(readInstructions(plan, `The labels are ${label}, ${other}.`).assertions).toEqual([])
    expect(readInstructions(plan, `Output: ${label}`)).toMatchObject({ units: 0, assertions: [] })
  })
})

it('understands nothing in other text, but counts it', () => {
  fc.assert(
    fc.property(fc.lorem({ maxCount: 6, mode: 'sentences' }), (text) => {
      const reading = readInstructions(plan, text)
      expect(reading.assertions).toEqual([])
      expect(reading.units).toBeGreaterThan(0)
    }),
  )
})
