import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createWorld, families, UnknownWorldError, worldNamed, type World } from '../../src/index.ts'
import { readInstructions } from '../../src/world/read-instructions.ts'
import { someWorlds } from '../worlds.ts'

const anyWorld = fc.record({ family: fc.constantFrom(...families), seed: fc.nat(500), salt: fc.string() })

/** Everything of a world that a client sees. */
const visible = ({ app, cases, prompts }: World): string => JSON.stringify({ app, cases, prompts })

it('makes the same world of the same family, seed and salt', () => {
  fc.assert(
    fc.property(anyWorld, (options) => {
      expect(visible(createWorld(options))).toBe(visible(createWorld(options)))
    }),
    { numRuns: 20 },
  )
})

it('makes another world with another salt', () => {
  fc.assert(
    fc.property(fc.constantFrom(...families), fc.nat(50), (family, seed) => {
      const [left, right] = ['a', 'b'].map((salt) => createWorld({ family, seed, salt }))
      const values = new Set(left?.plan.nodes.flatMap(({ rules }) => rules.map(({ value }) => value)))
      const shared = right?.plan.nodes
        .flatMap(({ rules }) => rules)
        .filter(({ kind, value }) => (kind === 'include' || kind === 'label') && values.has(value))
      expect(shared).toEqual([])
    }),
    { numRuns: 40 },
  )
})

describe.each(someWorlds.map((world) => [world.name, world] as const))('world %s', (_, world) => {
  const { plan, app, cases, prompts } = world

  it('gives none of its rules away in its prompts', () => {
    const told = Object.values(prompts)
      .flat()
      .flatMap(({ text }) => readInstructions(plan, text).assertions)
      .filter(({ kind, slot, value, polarity, features }) =>
        plan.nodes.some(({ rules }) =>
          rules.some(
            (rule) =>
              rule.kind === kind &&
              rule.slot === slot &&
              rule.value === value &&
              rule.polarity === polarity &&
              rule.features.join() === features.join(),
          ),
        ),
      )
    expect(told).toEqual([])
  })

  it('gives none of its words away in its app and its inputs', () => {
    const inputs = Object.values(cases).flatMap((split) => split.map((one) => one.inputs.text))
    const text = [app, ...inputs].join('\n')
    const secret = plan.nodes
      .flatMap(({ rules }) => rules)
      .filter(({ kind }) => kind === 'include' || kind === 'open' || kind === 'close')
      .map(({ value }) => value)
    const told = secret.filter((value) => text.includes(value))
    // A trap may name a word, in the wrong place.
    expect(told.length).toBeLessThanOrEqual(plan.family === 'F7' ? 2 : 0)
  })

  it('says in its app and its models that it is simulated', () => {
    expect(app).toContain('Simulated')
    const { task, judge, reflect } = world.models
    for (const name of [task, judge, ...Object.values(reflect)]) expect(name).toMatch(/^simulated-/)
  })

  it('has an app that is a Dify file with its prompts', () => {
    const document = parse(app) as {
      kind: string
      workflow: { graph: { nodes: { id: string; data: { prompt_template?: { role: string; text: string }[] } }[] } }
    }
    const templates = document.workflow.graph.nodes.flatMap(({ id, data }) =>
      data.prompt_template === undefined
        ? []
        : [[id, data.prompt_template.map(({ role, text }) => ({ role, text }))] as const],
    )
    expect(document.kind).toBe('app')
    expect(Object.fromEntries(templates)).toEqual(prompts)
  })

  it('has distinct cases, each with something expected', () => {
    const all = Object.values(cases).flat()
    expect(new Set(all.map((one) => one.case_id)).size).toBe(all.length)
    for (const { inputs, assertions, expected_outputs: expected, case_id: id } of all) {
      expect(inputs.text).toContain(id)
      expect(inputs.text).not.toContain('\n')
      expect(assertions.length).toBeGreaterThan(0)
      expect(expected.text).not.toBe('')
    }
  })
})

it.each(someWorlds.filter(({ plan }) => !plan.nodes.some(({ form }) => form === 'json')))(
  'scores the expected outputs of $name with 1',
  ({ cases, truth }) => {
    for (const { case_id: id, expected_outputs: expected } of cases.train)
      expect(truth.scoreOutputs(id, { final: expected.text, nodes: {} })).toBe(1)
  },
)

it('has 8 to 12 cases to learn from in a tiny world, and 40 in the others', () => {
  for (const { cases, family } of someWorlds) {
    const known = cases.train.length + cases.validation.length
    expect(known).toBeGreaterThanOrEqual(family === 'F12' ? 8 : 40)
    expect(known).toBeLessThanOrEqual(family === 'F12' ? 12 : 40)
    expect(cases.test).toHaveLength(400)
  }
})

it('shows a judge in place of checks where the metric is a judge', () => {
  const { cases } = createWorld({ family: 'F8', seed: 0 })
  expect(new Set(cases.train.flatMap(({ assertions }) => assertions.map(({ type }) => type)))).toEqual(
    new Set(['llm-rubric']),
  )
})

it('is found by its name', () => {
  expect(visible(worldNamed('f4-7', { salt: 's' }))).toBe(visible(createWorld({ family: 'F4', seed: 7, salt: 's' })))
  expect(worldNamed('F12-3').name).toBe('f12-3')
})

it.each(['f13-1', 'f0-1', 'f1', 'gpt', 'f1--1', ''])('refuses the name %j and says what names look like', (name) => {
  expect(() => worldNamed(name)).toThrow(UnknownWorldError)
  expect(() => worldNamed(name)).toThrow(/f3-7/)
})

it('refuses a seed that is no natural number', () => {
  expect(() => createWorld({ family: 'F1', seed: 1.5 })).toThrow(UnknownWorldError)
})
